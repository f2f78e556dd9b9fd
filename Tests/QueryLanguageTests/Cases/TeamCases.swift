// Owns: the rows of QUERY.md section 7 that records can answer: waiting, counts and ends, people, presence.

import QueryLanguage

private let stranger = QueryContext.example { $0.me = nil }

let teamCases: [QueryCase] = [
    // Waiting. The clock stands at 2012-10-09T22:04:05Z.
    QueryCase("awaiting:me", #"["scope","last",["not",["field","from",["text","ann@example.com"]]]]"#),
    QueryCase("awaiting:them", #"["scope","last",["field","from",["text","ann@example.com"]]]"#),
    QueryCase("-awaiting:me", #"["not",["scope","last",["not",["field","from",["text","ann@example.com"]]]]]"#),
    QueryCase("awaiting:bob", #"["all"]"#, "bad-value"),
    QueryCase("awaiting:me a", #"["text","a"]"#, "bad-value", stranger),
    QueryCase("unanswered>3d", #"["date","last",null,"2012-10-06T22:04:05Z"]"#),
    QueryCase("unanswered>=3d", #"["date","last",null,"2012-10-06T22:04:05Z"]"#),
    QueryCase("unanswered:3d", #"["date","last",null,"2012-10-06T22:04:05Z"]"#),
    QueryCase("unanswered:>3d", #"["date","last",null,"2012-10-06T22:04:05Z"]"#),
    QueryCase("unanswered > 2 weeks", #"["date","last",null,"2012-09-25T22:04:05Z"]"#),
    QueryCase("unanswered<12h", #"["date","last","2012-10-09T10:04:05Z",null]"#),
    QueryCase("unanswered>3", #"["date","last",null,"2012-10-06T22:04:05Z"]"#, "no-unit"),
    QueryCase("unanswered>soon", #"["all"]"#, "bad-value"),
    QueryCase("unanswered!=3d", #"["all"]"#, "bad-value"),
    QueryCase(
        "quiet>14d",
        #"["and",["scope","box",["all"]],["not",["scope","box",["date","last","2012-09-25T22:04:05Z",null]]]]"#),
    QueryCase("quiet<14d", #"["scope","box",["date","last","2012-09-25T22:04:05Z",null]]"#),
    QueryCase("last:from:me", #"["scope","last",["field","from",["text","ann@example.com"]]]"#),
    QueryCase("first:from:amy", #"["scope","first",["field","from",["text","amy"]]]"#),
    QueryCase("-last:from:me", #"["not",["scope","last",["field","from",["text","ann@example.com"]]]]"#),
    QueryCase(
        "last:(from:me is:unread)",
        #"["scope","last",["and",["field","from",["text","ann@example.com"]],["kw","is","unread"]]]"#),
    QueryCase("last:(-from:me)", #"["scope","last",["not",["field","from",["text","ann@example.com"]]]]"#),
    QueryCase(
        "last:from:(amy OR bob)",
        #"["scope","last",["or",["field","from",["text","amy"]],["field","from",["text","bob"]]]]"#),
    QueryCase("last-message:(budget)", #"["scope","last",["text","budget"]]"#),
    QueryCase("first_message:{a b}", #"["scope","first",["or",["text","a"],["text","b"]]]"#),
    QueryCase("last:from:", #"["all"]"#, "empty-operator"),
    // Counts and ends.
    QueryCase("messages>5", #"["num","messages",">",5]"#),
    QueryCase("messages:5", #"["num","messages","=",5]"#),
    QueryCase("messages:2..5", #"["and",["num","messages",">=",2],["num","messages","<=",5]]"#),
    QueryCase("people>3", #"["num","people",">",3]"#),
    QueryCase("people<=2", #"["num","people","<=",2]"#),
    QueryCase("people>many", #"["all"]"#, "bad-value"),
    QueryCase("first:2012-q3", #"["date","first","2012-07-01T07:00:00Z","2012-10-01T07:00:00Z"]"#),
    QueryCase("last<2w", #"["date","last",null,"2012-09-23T07:00:00Z"]"#),
    QueryCase("last:last week", #"["date","last","2012-09-30T07:00:00Z","2012-10-07T07:00:00Z"]"#),
    QueryCase(
        "last:(today OR yesterday)",
        #"["or",["date","last","2012-10-09T07:00:00Z","2012-10-10T07:00:00Z"],["date","last","2012-10-08T07:00:00Z","2012-10-09T07:00:00Z"]]"#
    ),
    QueryCase(
        "first>=2012-10-01 last<2012-10-05",
        #"["and",["date","first","2012-10-01T07:00:00Z",null],["date","last",null,"2012-10-05T07:00:00Z"]]"#),
    // People.
    QueryCase(
        "org:acme.com",
        #"["or",["field","from",["text","acme.com"]],["field","to",["text","acme.com"]],["field","cc",["text","acme.com"]],["field","bcc",["text","acme.com"]],["field","contact",["text","acme.com"]],["field","organization",["text","acme.com"]]]"#
    ),
    QueryCase("organisation:acme", #"["field","organization",["text","acme"]]"#),
    QueryCase(
        "with:me",
        #"["or",["field","from",["text","ann@example.com"]],["field","to",["text","ann@example.com"]],["field","cc",["text","ann@example.com"]],["field","bcc",["text","ann@example.com"]],["field","contact",["text","ann@example.com"]]]"#
    ),
    QueryCase(
        "between:(amy bob)",
        #"["or",["and",["field","from",["text","amy"]],["field","to",["text","bob"]]],["and",["field","from",["text","bob"]],["field","to",["text","amy"]]]]"#
    ),
    QueryCase(
        "between:(amy OR bob)",
        #"["or",["and",["field","from",["text","amy"]],["field","to",["text","bob"]]],["and",["field","from",["text","bob"]],["field","to",["text","amy"]]]]"#
    ),
    QueryCase(
        "between:{amy me}",
        #"["or",["and",["field","from",["text","amy"]],["field","to",["text","ann@example.com"]]],["and",["field","from",["text","ann@example.com"]],["field","to",["text","amy"]]]]"#
    ),
    QueryCase(
        "between:amy",
        #"["or",["and",["field","from",["text","amy"]],["field","to",["text","ann@example.com"]]],["and",["field","from",["text","ann@example.com"]],["field","to",["text","amy"]]]]"#
    ),
    QueryCase(
        "between:(a \"b c\" d)",
        #"["or",["and",["field","from",["text","a"]],["field","to",["phrase","b c"]],["field","to",["text","d"]]],["and",["field","from",["phrase","b c"]],["field","to",["text","a"]],["field","to",["text","d"]]],["and",["field","from",["text","d"]],["field","to",["text","a"]],["field","to",["phrase","b c"]]]]"#
    ),
    QueryCase("between:(a b c d e f g h i)", #"["all"]"#, "bad-value"),
    QueryCase("between:amy x", #"["text","x"]"#, "bad-value", stranger),
    QueryCase("between:(amy -bob)", #"["all"]"#, "bad-value"),
    QueryCase("between:(amy subject:x)", #"["all"]"#, "bad-value"),
    QueryCase("between:()", #"["all"]"#),
    // Box history that records carry.
    QueryCase("days-in-stage>30", #"["date","stage_changed",null,"2012-09-09T22:04:05Z"]"#),
    QueryCase("days-in-stage<=7", #"["date","stage_changed","2012-10-02T22:04:05Z",null]"#),
    QueryCase("days_in_stage>2w", #"["date","stage_changed",null,"2012-09-25T22:04:05Z"]"#),
    QueryCase("stage-changed:this-month", #"["date","stage_changed","2012-10-01T07:00:00Z","2012-11-01T07:00:00Z"]"#),
    // Presence.
    QueryCase("has:\"close date\"", #"["has","Close date"]"#),
    QueryCase("no:close-date", #"["not",["has","Close date"]]"#),
    QueryCase("-no:close-date", #"["has","Close date"]"#),
    QueryCase("seats:*", #"["has","seats"]"#),
    QueryCase("seats:..", #"["has","seats"]"#),
    QueryCase("region:*", #"["has","Region"]"#),
    QueryCase("subject:*", #"["has","subject"]"#),
    QueryCase("stage:*", #"["has","stage"]"#),
    QueryCase("label:*", #"["has","label"]"#),
    QueryCase("no:stage no:assignee", #"["and",["not",["has","stage"]],["not",["has","assignee"]]]"#),
    QueryCase("no:owner", #"["not",["has","assignee"]]"#),
    QueryCase("no:box", #"["not",["scope","box",["all"]]]"#),
    QueryCase("has:due", #"["has","due"]"#),
    QueryCase("no:contact", #"["not",["has","contact"]]"#),
    QueryCase("no:(region seats)", #"["and",["not",["has","Region"]],["not",["has","seats"]]]"#),
    QueryCase("has:notes", #"["has","notes"]"#),
    // Values that nothing is known by are asked for, with a note.
    QueryCase("is:unred", #"["kw","is","unred"]"#, "unknown-value"),
    QueryCase("is:\"unred\"", #"["kw","is","unred"]"#),
    QueryCase("has:atachment", #"["kw","has","atachment"]"#, "unknown-value"),
    QueryCase("no:regoin", #"["not",["kw","has","regoin"]]"#, "unknown-value"),
    QueryCase("category:work", #"["kw","category","work"]"#, "unknown-value"),
    QueryCase("in:wherever", #"["kw","in","wherever"]"#),
    QueryCase("is:open is:done", #"["and",["kw","is","open"],["kw","is","done"]]"#),
    QueryCase("is:ｕｎｒｅａｄ", #"["kw","is","unread"]"#),
    // Money.
    QueryCase("\"Deal size\" > 5k", #"["num","Deal size",">",5000]"#),
    QueryCase("\"close date\" <= 2012", #"["date","Close date",null,"2013-01-01T08:00:00Z"]"#),
    QueryCase("a -\"deal size\" != 5 b", #"["and",["text","a"],["not",["num","Deal size","!=",5]],["text","b"]]"#),
    QueryCase("\"deal size\" >", #"["and",["phrase","deal size"],["text",">"]]"#),
    QueryCase(
        "\"deal size\" > OR a", #"["and",["phrase","deal size"],["or",["text",">"],["text","a"]]]"#, "mixed-operators"),
    QueryCase("\"deal size\" : 5", #"["and",["phrase","deal size"],["text","5"]]"#),
    QueryCase("deal-size:$5k..$2m", #"["and",["num","Deal size",">=",5000],["num","Deal size","<=",2000000]]"#),
    QueryCase("deal-size>£1.2m", #"["num","Deal size",">",1200000]"#),
    QueryCase("deal-size>5k€", #"["num","Deal size",">",5000]"#),
    QueryCase("deal-size:¥1,000,000", #"["num","Deal size","=",1000000]"#),
    QueryCase("deal-size:5bn", #"["num","Deal size","=",5000000000]"#),
    QueryCase("deal-size:\"$ 5 k\"", #"["num","Deal size","=",5000]"#),
    QueryCase("deal-size:\u{2212}5", #"["num","Deal size","=",-5]"#),
    QueryCase("deal-size:+5", #"["num","Deal size","=",5]"#),
    QueryCase("deal-size:1.1k", #"["num","Deal size","=",1100]"#),
    QueryCase("deal-size:0.1", #"["num","Deal size","=",0.1]"#),
    QueryCase("deal-size:.5", #"["num","Deal size","=",0.5]"#),
    QueryCase("deal-size:1e3", #"["num","Deal size","=",1000]"#),
    QueryCase("deal-size:5x", #"["all"]"#, "bad-value"),
    QueryCase("deal-size:$$5", #"["all"]"#, "bad-value"),
    QueryCase("deal-size:1e999", #"["all"]"#, "bad-value"),
    QueryCase(
        "deal-size:2m..1m", #"["and",["num","Deal size",">=",1000000],["num","Deal size","<=",2000000]]"#,
        "reversed-range"),
]
