// Owns: Apache Lucene as a peer, its index as it comes or (`sorted`) sorted newest first.
//
// One field holds all words, stemmed, as our combined postings do; sender and subject have their own. Nothing is
// stored; one segment, one thread, no query cache.
//
//   Lucene plain|sorted index SNAPSHOT FOLDER
//   Lucene plain|sorted answer FOLDER

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;

final class Lucene {
    private static final int TOP = 10;
    private static final Sort NEWEST = new Sort(new SortedNumericSortField("date", SortField.Type.LONG, true));

    public static void main(String[] arguments) throws Exception {
        boolean isSorted = arguments[0].equals("sorted");
        if (arguments[1].equals("index")) index(isSorted, Path.of(arguments[2]), Path.of(arguments[3]));
        else new Lucene(isSorted, Path.of(arguments[2])).serve();
    }

    /** Words of letters and digits in lower case, stemmed or not. */
    private static Analyzer analyzer(boolean isStemmed) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer words = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
                TokenStream lower = new LowerCaseFilter(words);
                return new TokenStreamComponents(words, isStemmed ? new PorterStemFilter(lower) : lower);
            }
        };
    }

    private static Analyzer analyzers() {
        return new PerFieldAnalyzerWrapper(analyzer(true), Map.of("sender", analyzer(false)));
    }

    // Indexing

    private static void index(boolean isSorted, Path snapshot, Path folder) throws Exception {
        long began = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig(analyzers()).setRAMBufferSizeMB(512);
        if (isSorted) config.setIndexSort(NEWEST);
        Map<String, JsonObject> boxes = new HashMap<>();
        Map<String, Long> threads = new HashMap<>();
        long records = 0;
        Process zstd = new ProcessBuilder("zstd", "-dcq", snapshot.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), config);
            BufferedReader lines = new BufferedReader(
                new InputStreamReader(zstd.getInputStream(), StandardCharsets.UTF_8), 1 << 20)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject record = JsonParser.parseString(line).getAsJsonObject();
                records++;
                String kind = text(record, "kind");
                if (kind.equals("box")) boxes.put(text(record, "id"), record);
                if (!kind.equals("message")) continue;
                long thread = threads.computeIfAbsent(text(record, "thread"), name -> (long) threads.size());
                writer.addDocument(document(record, boxes.get(text(record, "box")), thread));
            }
            writer.forceMerge(1);
        }
        JsonObject result = new JsonObject();
        result.addProperty("seconds", (System.nanoTime() - began) / 1e9);
        result.addProperty("records", records);
        System.out.println(result);
    }

    private static Document document(JsonObject record, JsonObject box, long thread) {
        Document document = new Document();
        List<String> words = new ArrayList<>();
        for (String name : List.of("subject", "body", "from")) words.add(text(record, name));
        for (String name : List.of("to", "cc", "bcc")) {
            if (record.has(name)) record.getAsJsonArray(name).forEach(person -> words.add(person.getAsString()));
        }
        if (record.has("attachments")) {
            record.getAsJsonArray("attachments").forEach(file -> words.add(text(file.getAsJsonObject(), "name")));
        }
        for (String text : words) document.add(new TextField("text", text, Field.Store.NO));
        document.add(new TextField("subject", text(record, "subject"), Field.Store.NO));
        document.add(new TextField("sender", text(record, "from"), Field.Store.NO));
        long date = OffsetDateTime.parse(text(record, "date")).toInstant().toEpochMilli();
        document.add(new LongField("date", date, Field.Store.NO));
        document.add(new NumericDocValuesField("thread", thread));
        for (String name : List.of("stage", "pipeline")) {
            if (box != null && box.has(name)) document.add(new StringField(name, text(box, name), Field.Store.NO));
        }
        return document;
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    // Answering

    private final boolean isSorted;
    private final IndexSearcher searcher;
    private final Analyzer stemmed = analyzer(true);
    private final Analyzer plain = analyzer(false);

    private Lucene(boolean isSorted, Path folder) throws IOException {
        this.isSorted = isSorted;
        searcher = new IndexSearcher(DirectoryReader.open(new MMapDirectory(folder)));
        searcher.setQueryCache(null);
    }

    private void serve() throws IOException {
        System.out.println("{\"open\":true}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonObject request = JsonParser.parseString(line).getAsJsonObject();
            List<JsonObject> queries = new ArrayList<>();
            request.getAsJsonArray("queries").forEach(query -> queries.add(query.getAsJsonObject()));
            JsonObject answer = new JsonObject();
            if (text(request, "mode").equals("count")) {
                JsonArray counts = new JsonArray();
                for (JsonObject query : queries) counts.add(searcher.count(read(query)));
                answer.add("counts", counts);
            } else {
                ThreadMXBean threads = ManagementFactory.getThreadMXBean();
                LongSupplier clock = text(request, "clock").equals("cpu")
                    ? threads::getCurrentThreadCpuTime : System::nanoTime;
                int most = request.get("rounds").getAsInt();
                answer.add("us", rounds(queries, most, request.get("budget_ms").getAsLong(), clock));
            }
            System.out.println(answer);
        }
    }

    /** Rounds until the time is up; the first third of it warms the compiler up. */
    private JsonArray rounds(List<JsonObject> queries, int most, long budget, LongSupplier clock) throws IOException {
        long began = System.nanoTime();
        do round(queries, clock); while (System.nanoTime() - began < budget * 1_000_000 / 3);
        JsonArray rounds = new JsonArray();
        do rounds.add(round(queries, clock));
        while (rounds.size() < most && System.nanoTime() - began < budget * 1_000_000);
        return rounds;
    }

    private JsonArray round(List<JsonObject> queries, LongSupplier clock) throws IOException {
        JsonArray times = new JsonArray();
        for (JsonObject query : queries) {
            long start = clock.getAsLong();
            run(query);
            times.add((clock.getAsLong() - start) / 1000.0);
        }
        return times;
    }

    private int run(JsonObject query) throws IOException {
        Query made = read(query);
        int found;
        if (query.has("threads")) found = threads(made).size();
        else if (query.has("newest")) {
            found = searcher.search(made, new TopFieldCollectorManager(NEWEST, TOP, null, TOP)).scoreDocs.length;
        } else found = best(made, TOP).length;
        return query.has("count") ? searcher.count(made) : found;
    }

    private ScoreDoc[] best(Query query, int limit) throws IOException {
        return searcher.search(query, new TopScoreDocCollectorManager(limit, null, limit)).scoreDocs;
    }

    /** The ten best threads: twice as many messages each time, until there are enough. */
    private Set<Long> threads(Query query) throws IOException {
        LeafReader leaf = searcher.getIndexReader().leaves().get(0).reader();
        for (int limit = 2 * TOP;; limit *= 2) {
            ScoreDoc[] hits = best(query, limit);
            Map<Integer, Long> threads = new HashMap<>();
            int[] items = new int[hits.length];
            for (int at = 0; at < hits.length; at++) items[at] = hits[at].doc;
            Arrays.sort(items);
            NumericDocValues values = leaf.getNumericDocValues("thread");
            for (int item : items) if (values.advanceExact(item)) threads.put(item, values.longValue());
            Set<Long> found = new LinkedHashSet<>();
            for (ScoreDoc hit : hits) if (found.size() < TOP) found.add(threads.get(hit.doc));
            if (found.size() >= TOP || hits.length < limit) return found;
        }
    }

    // Reading queries

    private Query read(JsonObject query) throws IOException {
        JsonObject parts = query.getAsJsonObject("parts");
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String word : strings(parts, "all")) all.add(term("text", word, stemmed), Occur.MUST);
        if (parts.has("any")) {
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            for (String word : strings(parts, "any")) any.add(term("text", word, stemmed), Occur.SHOULD);
            all.add(any.build(), Occur.MUST);
        }
        if (parts.has("phrase")) all.add(term("text", String.join(" ", strings(parts, "phrase")), stemmed), Occur.MUST);
        if (parts.has("near")) all.add(near(strings(parts, "near")), Occur.MUST);
        if (parts.has("prefix")) all.add(new PrefixQuery(new Term("text", text(parts, "prefix"))), Occur.MUST);
        if (parts.has("from")) all.add(term("sender", text(parts, "from"), plain), Occur.MUST);
        if (parts.has("subject")) all.add(term("subject", text(parts, "subject"), stemmed), Occur.MUST);
        for (String name : List.of("stage", "pipeline")) {
            if (parts.has(name)) all.add(new TermQuery(new Term(name, text(parts, name))), Occur.FILTER);
        }
        if (parts.has("after") || parts.has("before")) {
            boolean isAlone = all.build().clauses().isEmpty();
            all.add(dates(parts), isAlone ? Occur.MUST : Occur.FILTER);
        }
        for (String word : strings(parts, "none")) all.add(term("text", word, stemmed), Occur.MUST_NOT);
        return all.build();
    }

    private static List<String> strings(JsonObject parts, String name) {
        List<String> found = new ArrayList<>();
        if (parts.has(name)) parts.getAsJsonArray(name).forEach(one -> found.add(one.getAsString()));
        return found;
    }

    /** A word, or words in a row. */
    private Query term(String field, String text, Analyzer analyzer) throws IOException {
        List<String> words = words(text, analyzer);
        if (words.size() == 1) return new TermQuery(new Term(field, words.get(0)));
        return new PhraseQuery(field, words.toArray(new String[0]));
    }

    private List<String> words(String text, Analyzer analyzer) throws IOException {
        List<String> words = new ArrayList<>();
        try (TokenStream tokens = analyzer.tokenStream("", text)) {
            CharTermAttribute word = tokens.getAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) words.add(word.toString());
            tokens.end();
        }
        return words;
    }

    private Query near(List<String> pair) throws IOException {
        String first = words(pair.get(0), stemmed).get(0);
        String second = words(pair.get(1), stemmed).get(0);
        IntervalsSource both = Intervals.unordered(Intervals.term(first), Intervals.term(second));
        return new IntervalQuery("text", Intervals.maxgaps(5, both));
    }

    private Query dates(JsonObject parts) {
        long after = parts.has("after") ? parts.get("after").getAsLong() * 1000 : Long.MIN_VALUE;
        long before = parts.has("before") ? parts.get("before").getAsLong() * 1000 - 1 : Long.MAX_VALUE;
        Query range = LongField.newRangeQuery("date", after, before);
        return isSorted ? new IndexSortSortedNumericDocValuesRangeQuery("date", after, before, range) : range;
    }
}
