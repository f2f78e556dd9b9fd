// Owns: the keys of every operation in words: what the protocol's reference pages and man page are made of. The reading
// of keys is the operations' own; a test holds the two together.

/// A key of a request or an answer.
package struct KeyReference: Sendable {
    /// What a key's value is.
    package enum Kind: String, Sendable {
        case text = "string"
        case texts = "array of strings"
        case whole = "whole number"
        case number
        case flag = "boolean"
        case object
        case objects = "array of objects"
        case array
        case identifier = "string or whole number"
        /// One of a list of words, or an object.
        case sort = "string or object"
    }

    package var name: String
    package var kind: Kind
    /// What stands for an absent key, as JSON or in words; `nil` for a key that must be there.
    package var fallback: String?
    package var meaning: String
}

extension Operation {
    /// The keys of a request besides `id` and `op`, in the order of the protocol's table.
    package var requestKeys: [KeyReference] {
        switch self {
        case .hello, .health, .flush, .merge: []
        case .search: Self.searchKeys
        case .parse:
            [Self.query] + QueryKeys.reference + [
                KeyReference(name: "team", kind: .text, fallback: "none", meaning: "whose custom fields count"),
                KeyReference(
                    name: "fields", kind: .object, fallback: "{}",
                    meaning: "custom fields by name, each `text`, `number` or `date`, instead of a team's"),
            ]
        case .explain: [Self.team, Self.query, Self.kind, Self.record] + QueryKeys.reference
        case .get: [Self.team, Self.kind, Self.record]
        case .put:
            [
                Self.team,
                KeyReference(
                    name: "records", kind: .array, meaning: "records as the primary store has them, each an object"),
                KeyReference(
                    name: "refresh", kind: .flag, fallback: "true",
                    meaning: "searches see the records at once, whatever is said here"),
            ]
        case .delete:
            [
                Self.team,
                KeyReference(
                    name: "records", kind: .array, meaning: "what goes: each an object of `kind`, `id` and `version`"),
            ]
        case .stats:
            [
                KeyReference(
                    name: "team", kind: .text, fallback: "the whole index", meaning: "count one team's records only")
            ]
        case .cancel:
            [KeyReference(name: "target", kind: .identifier, meaning: "the `id` of a request of the same connection")]
        }
    }

    /// The keys of an answer besides `id`, `ok` and `took_us`. `fallback` says when a key is left out.
    package var answerKeys: [KeyReference] {
        switch self {
        case .hello: Self.helloAnswer
        case .search: Self.searchAnswer
        case .parse:
            [
                KeyReference(name: "tree", kind: .array, meaning: "the canonical structure"),
                KeyReference(name: "canonical", kind: .text, meaning: "text that parses back to the same tree"),
                KeyReference(name: "sentence", kind: .text, meaning: "the query in plain English"), Self.warnings,
                KeyReference(name: "terms", kind: .texts, meaning: "the words to highlight"),
            ]
        case .explain:
            [
                KeyReference(name: "matched", kind: .flag, meaning: "whether the item matches"),
                KeyReference(name: "score", kind: .number, meaning: "its score; 0 when it does not match"),
                KeyReference(
                    name: "detail", kind: .object,
                    meaning:
                        "`factor`, what a number is called; `value`; `description`, how it is computed; and `details`, "
                        + "what it came from, alike"),
            ]
        case .get:
            [
                KeyReference(name: "record", kind: .object, meaning: "the record as it was put"),
                KeyReference(name: "version", kind: .whole, meaning: "its version"),
            ]
        case .put, .delete: Self.writeAnswer
        case .stats: Self.statsAnswer
        case .health:
            [
                KeyReference(name: "status", kind: .text, meaning: "`ok`, `degraded` or `recovering`"),
                KeyReference(name: "reasons", kind: .texts, meaning: "what is wrong; empty when all is well"),
            ]
        case .flush, .merge: [Self.generation]
        case .cancel:
            [KeyReference(name: "cancelled", kind: .flag, meaning: "whether there was such a request to stop")]
        }
    }

    private static let team = KeyReference(name: "team", kind: .text, meaning: "whose records; never empty")
    private static let query = KeyReference(name: "q", kind: .text, fallback: "\"\"", meaning: "the query")
    private static let kind = KeyReference(name: "kind", kind: .text, meaning: "`message`, `box` or `entry`")
    private static let record = KeyReference(
        name: "record", kind: .text, fallback: "the request's `id`", meaning: "the record's id")
    private static let warnings = KeyReference(
        name: "warnings", kind: .objects,
        meaning:
            "what was odd in the query: `code`, `level`, `span`, `message`, and `fix`, what to put in the span's place, or "
            + "`null`")
    private static let generation = KeyReference(
        name: "generation", kind: .whole, meaning: "the index's generation after it")

    private static let searchKeys: [KeyReference] =
        [
            team, query,
            KeyReference(
                name: "filter", kind: .text, fallback: "none",
                meaning: "a second query of the caller's that the user cannot escape; always read strictly"),
        ] + QueryKeys.reference + [
            KeyReference(name: "limit", kind: .whole, fallback: "10", meaning: "results of each kind, 1 to 1,000"),
            KeyReference(
                name: "cursor", kind: .text, fallback: "none", meaning: "continues the list of the answer that gave it"),
            KeyReference(
                name: "sort", kind: .sort, fallback: "\"relevance\"",
                meaning: "`relevance`, `newest`, `oldest`, or `{\"field\":\"Deal size\",\"order\":\"desc\"}`"),
            KeyReference(
                name: "results", kind: .texts, fallback: "[\"boxes\",\"threads\"]",
                meaning: "which of `boxes`, `threads` and `messages`"),
            KeyReference(
                name: "highlight", kind: .flag, fallback: "true", meaning: "whether snippets and highlights are made"),
            KeyReference(name: "facets", kind: .array, fallback: "[]", meaning: "none are served yet: must be empty"),
            KeyReference(
                name: "count", kind: .text, fallback: "\"bounded\"",
                meaning: "`exact`; `bounded`, exact to 10,000 items; or `none`"),
            KeyReference(
                name: "explain", kind: .flag, fallback: "false", meaning: "whether the answer has the query's tree"),
            KeyReference(
                name: "deadline_ms", kind: .whole, fallback: "the service's",
                meaning: "when to give up, from the request's arrival; never later than the service's"),
            KeyReference(
                name: "consistent", kind: .flag, fallback: "true",
                meaning: "every acknowledged write is seen, whatever is said here"),
        ]

    private static let searchAnswer = [
        KeyReference(name: "boxes", kind: .objects, fallback: "not asked for", meaning: "boxes, best first"),
        KeyReference(name: "threads", kind: .objects, fallback: "not asked for", meaning: "threads, best first"),
        KeyReference(
            name: "messages", kind: .objects, fallback: "not asked for",
            meaning: "messages, entries and box cards, best first"),
        KeyReference(
            name: "total", kind: .object, fallback: "`count` is `none`",
            meaning: "`boxes`, `threads`, `items`, and `relation`: `exact` or `at_least`"),
        KeyReference(name: "facets", kind: .object, meaning: "empty"), warnings,
        KeyReference(
            name: "tier", kind: .text, fallback: "single messages match",
            meaning: "`thread`: no single message matches, the threads do between their messages"),
        KeyReference(
            name: "suggestion", kind: .object, fallback: "something was found",
            meaning: "why nothing was found: `conditions`, `emptied_by`, `missing`, `in_spam`, `in_trash`"),
        KeyReference(name: "cursor", kind: .text, fallback: "the list ends here", meaning: "continues the list"),
        KeyReference(name: "tree", kind: .array, fallback: "not asked for", meaning: "the query's canonical structure"),
    ]

    private static let helloAnswer = [
        KeyReference(name: "name", kind: .text, meaning: "`boxfish`"),
        KeyReference(name: "version", kind: .text, meaning: "the program's version"),
        KeyReference(name: "protocol", kind: .whole, meaning: "the protocol's version: 1"),
        KeyReference(
            name: "limits", kind: .object, meaning: "what nobody may exceed, in bytes, counts and milliseconds"),
        KeyReference(name: "read_only", kind: .flag, meaning: "whether writes are refused"),
        KeyReference(name: "index", kind: .object, meaning: "`items`, `boxes`, `threads`, `generation`"),
        KeyReference(name: "operations", kind: .objects, meaning: "`op` and `summary` of each operation"),
    ]

    private static let writeAnswer = [
        KeyReference(name: "applied", kind: .whole, meaning: "records that took effect"),
        KeyReference(name: "stale", kind: .whole, meaning: "records whose version was not higher than the one known"),
        KeyReference(
            name: "rejected", kind: .objects,
            meaning: "records not taken: `index`, their place from 0, `code`, `message`"),
        KeyReference(name: "sequence", kind: .whole, meaning: "the position in the log"),
    ]

    private static let statsAnswer = [
        KeyReference(name: "items", kind: .whole, meaning: "messages, boxes and entries"),
        KeyReference(name: "boxes", kind: .whole, meaning: "boxes"),
        KeyReference(name: "threads", kind: .whole, meaning: "threads"),
        KeyReference(name: "generation", kind: .whole, meaning: "the index's generation"),
        KeyReference(
            name: "segments", kind: .objects,
            meaning: "`name`, `items`, `deleted`, `bytes`, and `home`: `memory` or `file`"),
        KeyReference(name: "bytes", kind: .whole, meaning: "bytes of all segments"),
        KeyReference(
            name: "wal", kind: .object, meaning: "the log: `bytes` that no segment file holds yet, and its `sequence`"),
        KeyReference(name: "merges", kind: .whole, meaning: "merges since the service began"),
        KeyReference(
            name: "merge_debt_bytes", kind: .whole, meaning: "bytes that the merges still due would write"),
        KeyReference(
            name: "written", kind: .object,
            meaning:
                "since the service began: `records`, `log_bytes`, `flushed_bytes`, `merged_bytes`, and `amplification`, "
                + "how often a flushed byte was written to segments"),
        KeyReference(name: "cursors", kind: .whole, meaning: "generations kept for cursors"),
        KeyReference(
            name: "caches", kind: .object,
            meaning: "by name: `entries`, `hits`, `misses`, and `bytes` where those bound it"),
        KeyReference(
            name: "operations", kind: .object,
            meaning: "by name since the service began: `count`, `p50_us`, `p99_us`, `errors`, failures of its own"),
    ]
}

extension KeyReference {
    fileprivate init(name: String, kind: Kind, meaning: String) {
        self.init(name: name, kind: kind, fallback: nil, meaning: meaning)
    }
}

extension QueryKeys {
    /// The query context's keys.
    package static let reference = [
        KeyReference(
            name: "now", kind: .text,
            fallback: "the clock, or its hour's beginning if that changes nothing in the query",
            meaning: "the instant that dates and recency count from, RFC 3339"),
        KeyReference(name: "tz", kind: .text, fallback: "the service's", meaning: "the user's zone, an IANA name"),
        KeyReference(
            name: "week_start", kind: .text, fallback: "\"sunday\"", meaning: "the English name of a week's first day"),
        KeyReference(
            name: "fiscal_start", kind: .whole, fallback: "1",
            meaning: "the month, 1 to 12, in which quarters begin to count"),
        KeyReference(
            name: "date_order", kind: .text, fallback: "\"mdy\"", meaning: "`mdy` or `dmy`: how 10/09/2012 is read"),
        KeyReference(
            name: "me", kind: .text, fallback: "nobody", meaning: "the caller's address: what `me` stands for"),
        KeyReference(
            name: "scope", kind: .text, fallback: "as the query language has it",
            meaning:
                "`message`, `thread` or `box`: what all conditions must hold of together; with `message` no thread is "
                + "found whose messages meet them only between them"),
        KeyReference(
            name: "strict", kind: .flag, fallback: "false",
            meaning: "whether anything odd in the query fails the request"),
        KeyReference(
            name: "offsets", kind: .text, fallback: "\"utf8\"",
            meaning: "`utf8`, `utf16` or `codepoint`: what positions count"),
    ]
}

extension Problem.Code {
    /// When a request fails so, and what to do.
    package var meaning: String {
        switch self {
        case .badJSON: "the line is not a JSON object; send one object a line"
        case .badRequest: "a key is missing, unknown or of the wrong type or range: `field` names it"
        case .unknownOperation: "there is no such operation; `hello` lists those there are"
        case .lineTooLong:
            "the line has more bytes than the service takes; the rest of it is discarded; send less at once"
        case .notFound: "there is no such record, or the list that a cursor continues is no longer kept"
        case .forbidden: "the caller's user may not use the service"
        case .tooBusy: "a limit of connections or requests is reached, or writes come too fast; try again in a moment"
        case .deadlineExceeded: "the deadline passed, or the request was cancelled; ask for less or allow more time"
        case .queryTooComplex: "the query asks for more work than a search may take; ask for less at once"
        case .readOnly: "the index takes no writes; `health` says why"
        case .storageFull: "the disk is full; nothing was written"
        case .corrupt: "a file of the index is damaged, cannot be read, or is of another format; the message names it"
        case .shuttingDown: "the service is stopping; connect again in a moment"
        case .internal: "a fault of the service's own; please report it"
        }
    }
}
