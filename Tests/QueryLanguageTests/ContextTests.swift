// Properties:
// 1. Under each scope the clause that is run is what QUERY.md section 5 says; the tree that is shown stays the same.
// 2. Spam and trash are left out, each unless it is asked for by name and not under a negation.
// 3. A filter is strict, whatever the caller says: no condition of it can fall away; nothing in the query touches it.
// 4. Words to highlight are those asked for, not those excluded.
// 5. The sentence says what a query was read as.

import QueryLanguage
import Schema
import Testing

@Suite struct ContextTests {
    private func parse(_ query: String, _ change: (inout QueryContext) -> Void = { _ in }) -> ParsedQuery {
        QueryParser.parse(query, .example(change))
    }

    @Test(arguments: [
        (ClauseScope?.none, "-label:a b", #"["and",["not",["kw","label","a"]],["text","b"]]"#),
        (.message, "-label:a b", #"["and",["not",["scope","message",["kw","label","a"]]],["text","b"]]"#),
        (.message, "-subject:a", #"["not",["field","subject",["text","a"]]]"#),
        (.message, "label:a", #"["kw","label","a"]"#),
        (.message, "-{label:a b}", #"["not",["or",["scope","message",["kw","label","a"]],["text","b"]]]"#),
        (.message, "thread:(-label:a)", #"["scope","thread",["not",["kw","label","a"]]]"#),
        (.thread, "a -label:b", #"["scope","thread",["and",["text","a"],["not",["kw","label","b"]]]]"#),
        (.box, "a", #"["scope","box",["text","a"]]"#),
        (.box, "", #"["all"]"#),
        // Words that no text can have ask nothing.
        (nil, "R & D", #"["and",["text","R"],["text","D"]]"#),
        (nil, "& -?", #"["all"]"#),
    ])
    func scopes(scope: ClauseScope?, query: String, tree: String) {
        let parsed = parse(query) { $0.scope = scope }
        #expect(parsed.filter.description == tree)
        #expect(parsed.clause == parse(query).clause)
    }

    @Test(arguments: [
        ("a", false, false), ("in:spam", true, false), ("in:trash a", false, true), ("label:spam", true, false),
        ("-in:spam", false, false), ("in:anywhere", true, true), ("-in:anywhere", false, false),
        ("{in:spam in:trash}", true, true), ("is:spam", true, false), ("NOT -in:trash", false, true),
        ("in:Spam", true, false), ("message:(in:spam)", true, false), ("in:inbox", false, false),
        ("subject:spam", false, false), ("-(a in:spam)", false, false), ("tag:trash", false, true),
    ])
    func spamAndTrash(query: String, spam: Bool, trash: Bool) {
        let parsed = parse(query)
        #expect(parsed.showsSpam == spam)
        #expect(parsed.showsTrash == trash)
        let run = parsed.executable.description
        #expect(run.contains(#"["not",["scope","message",["kw","in","spam"]]]"#) == !spam)
        #expect(run.contains(#"["not",["scope","message",["kw","in","trash"]]]"#) == !trash)
    }

    @Test func aFilterThatLosesAConditionIsAnError() {
        for query in ["after:foo", "stage:won larger:huge", "from:", "(stage:won", "stage:won)", "\"a", "newer_than:3"]
        {
            #expect(!parse(query) { $0.isStrict = true }.errors.isEmpty, "\(query)")
        }
        for query in ["stage:won", "fron:amy", "a b OR c", "on:13/10/2012", "()", "is:odd"] {
            #expect(parse(query) { $0.isStrict = true }.errors.isEmpty, "\(query)")
        }
    }

    @Test func nothingInTheQueryReachesTheFilter() {
        let filter = parse("stage:won -label:private") { $0.isStrict = true }.filter
        for query in [
            ") OR (", "in:anywhere", "a) OR stage:lost OR (b", "\"", "\\", "-stage:won", "{ } ) OR *", "* OR *",
        ] {
            // The query alone, whatever it is, is one tree; so both hold or neither.
            let both = Clause.and([parse(query).executable, filter])
            guard case .and(let parts) = both else { continue }
            #expect(parts.count == 2 && parts[1] == filter, "\(query)")
        }
    }

    @Test(arguments: [
        ("invoice acme", ["invoice", "acme"]), ("a -b", ["a"]), ("\"a b\" c*", ["a b", "c*"]),
        ("subject:(a OR b)", ["a", "b"]), ("a a", ["a"]), ("-(-a)", ["a"]), ("a AROUND 3 \"b c\"", ["a", "b c"]),
        ("re*rt recieve~", ["re*rt", "recieve"]), ("in:inbox after:2012", []), ("NOT {a b}", []),
        ("thread:(a)", ["a"]), ("has:attachment seats>5", []),
    ])
    func terms(query: String, terms: [String]) { #expect(parse(query).terms == terms) }

    @Test(arguments: [
        ("", "Everything."), ("invoice", "Mail and boxes with “invoice”."),
        ("a b", "Mail and boxes with “a” and with “b”."), ("a OR b", "Mail and boxes with “a” or with “b”."),
        ("-a", "Mail and boxes without “a”."), ("from:amy", "Mail and boxes from “amy”."),
        ("\"a b\"", "Mail and boxes with the exact words “a b”."), ("is:unread", "Mail and boxes unread."),
        ("stage:won", "Mail and boxes in the stage “won”."),
        ("larger:5M", "Mail and boxes of size at least 5000000 bytes."),
        ("before:yesterday", "Mail and boxes dated before 2012-10-08."),
        ("messages>5", "Mail and boxes with more than 5 messages."),
        ("last:from:amy", "Mail and boxes whose last message is from “amy”."),
        ("no:region", "Mail and boxes without anything in “Region”."),
        ("thread:(a b)", "Mail and boxes where one thread is (with “a” and with “b”)."),
        ("a AROUND 3 b", "Mail and boxes with “a” at most 3 words from “b”."),
    ])
    func sentences(query: String, sentence: String) { #expect(parse(query).sentence == sentence) }
}
