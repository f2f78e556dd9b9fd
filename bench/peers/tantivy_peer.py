"""Owns: tantivy, by its Python binding, as a peer.

One field holds all words, stemmed, as our combined postings do; sender and subject have their own. Nothing is stored.
The binding collects every match even for the ten best, so its block-max pruning never runs; its own cost is some 5 µs.

    tantivy_peer.py index SNAPSHOT FOLDER
    tantivy_peer.py answer FOLDER
"""

import datetime
import json
import pathlib
import re
import sys
import time

import tantivy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from driver import snapshot  # noqa: E402
from peers import answering  # noqa: E402

HEAP_BYTES = 512 << 20
TOP = 10


def open_index(folder):
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="stemmed", index_option="position")
    builder.add_text_field("subject", tokenizer_name="stemmed", index_option="position")
    builder.add_text_field("sender", tokenizer_name="plain", index_option="position")
    builder.add_text_field("stage", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pipeline", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", indexed=True, fast=True)
    builder.add_unsigned_field("thread", fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    index.register_tokenizer("stemmed", analyzer(tantivy.Filter.stemmer("English")))
    index.register_tokenizer("plain", analyzer())
    return index


def analyzer(*filters):
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for one in [tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), *filters]:
        builder = builder.filter(one)
    return builder.build()


def index(source, folder):
    """Builds the index on one thread and waits for the merges."""
    began = time.monotonic()
    writer = open_index(folder).writer(heap_size=HEAP_BYTES, num_threads=1)
    boxes, threads = {}, {}
    records = 0
    for line in snapshot.lines(source):
        records += 1
        record = json.loads(line)
        if record["kind"] == "box":
            boxes[record["id"]] = record
        elif record["kind"] == "message":
            thread = threads.setdefault(record.get("thread"), len(threads))
            writer.add_document(document(record, boxes.get(record.get("box"), {}), thread))
    writer.commit()
    writer.wait_merging_threads()
    print(json.dumps({"seconds": time.monotonic() - began, "records": records}))


def document(record, box, thread):
    made = tantivy.Document()
    people = record.get("to", []) + record.get("cc", []) + record.get("bcc", [])
    files = [attachment.get("name", "") for attachment in record.get("attachments", [])]
    for text in [record.get("subject", ""), record.get("body", ""), record.get("from", ""), *people, *files]:
        made.add_text("text", text)
    made.add_text("subject", record.get("subject", ""))
    made.add_text("sender", record.get("from", ""))
    made.add_integer("date", int(datetime.datetime.fromisoformat(record["date"]).timestamp() * 1000))
    made.add_unsigned("thread", thread)
    for key in ["stage", "pipeline"]:
        if box.get(key):
            made.add_text(key, box[key])
    return made


class Engine:
    """The open index."""

    def __init__(self, folder):
        self.index = open_index(folder)
        self.index.reload()
        self.searcher = self.index.searcher()
        self.stem = analyzer(tantivy.Filter.stemmer("English"))

    def prepare(self, query):
        # The binding has no query for two words near each other in any order.
        return None if "near" in query["parts"] else query

    def run(self, query):
        made = self.read(query["parts"])
        if query.get("threads"):
            return self.threads(made)
        order = "date" if query.get("newest") else None
        return self.searcher.search(made, TOP, count=query.get("count", False), order_by_field=order).hits

    def threads(self, query):
        """The ten best threads: twice as many messages each time, until there are enough."""
        limit = 2 * TOP
        while True:
            hits = [address for _, address in self.searcher.search(query, limit, count=False).hits]
            found = dict.fromkeys(self.searcher.fast_field_values("thread", hits))
            if len(found) >= TOP or len(hits) < limit:
                return list(found)[:TOP]
            limit *= 2

    def count(self, query):
        return self.searcher.search(self.read(query["parts"]), 1, count=True).count

    def read(self, parts):
        """A query's parts as tantivy's query; part of what is timed, as parsing is for us."""
        must = [self.term("text", word) for word in parts.get("all", [])]
        if "any" in parts:
            words = [(tantivy.Occur.Should, self.term("text", word)) for word in parts["any"]]
            must.append(tantivy.Query.boolean_query(words))
        if "phrase" in parts:
            must.append(self.phrase("text", [self.stemmed(word) for word in parts["phrase"]]))
        if "prefix" in parts:
            must.append(tantivy.Query.regex_query(self.index.schema, "text", parts["prefix"] + ".*"))
        if "from" in parts:
            must.append(self.phrase("sender", re.findall(r"[^\W_]+", parts["from"])))
        if "subject" in parts:
            must.append(self.term("subject", parts["subject"]))
        for key in ["stage", "pipeline"]:
            if key in parts:
                term = tantivy.Query.term_query(self.index.schema, key, parts[key], "basic")
                must.append(tantivy.Query.const_score_query(term, 0))
        if "after" in parts or "before" in parts:
            must.append(self.dates(parts))
        clauses = [(tantivy.Occur.Must, one) for one in must]
        clauses += [(tantivy.Occur.MustNot, self.term("text", word)) for word in parts.get("none", [])]
        return must[0] if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    def stemmed(self, word):
        return self.stem.analyze(word)[0]

    def term(self, field, word):
        return tantivy.Query.term_query(self.index.schema, field, self.stemmed(word), "freq")

    def phrase(self, field, words):
        if len(words) == 1:
            return tantivy.Query.term_query(self.index.schema, field, words[0], "freq")
        return tantivy.Query.phrase_query(self.index.schema, field, words)

    def dates(self, parts):
        after, before = (parts[key] * 1000 if key in parts else None for key in ["after", "before"])
        made = tantivy.Query.range_query(
            self.index.schema, "date", tantivy.FieldType.Integer, after, before, include_lower=True,
            include_upper=before is None)
        return tantivy.Query.const_score_query(made, 0)


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
