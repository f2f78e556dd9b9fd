// Owns: the shapes of hits (PROTOCOL.md, Results).

/// Someone in a thread.
public struct Participant: Hashable, Sendable {
    public var name: String
    public var address: String

    public init(name: String, address: String) {
        self.name = name
        self.address = address
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("address", address)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        name = try value.needString("name")
        address = try value.needString("address")
    }
}

/// A box named in another result.
public struct BoxName: Hashable, Sendable {
    public var id: String
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        id = try value.needString("id")
        name = try value.needString("name")
    }
}

/// A text and where the matches in it are, in the units the request asked for.
public struct HighlightedText: Hashable, Sendable {
    public var text: String
    public var highlights: [Range<Int>]

    public init(text: String, highlights: [Range<Int>]) {
        self.text = text
        self.highlights = highlights
    }
}

public struct ThreadResult: Hashable, Sendable {
    public var id: String
    public var subject: HighlightedText
    public var participants: [Participant]
    /// RFC 3339: the newest matching message's.
    public var date: String
    public var box: BoxName?
    /// How many messages the thread has.
    public var messages: Int
    /// Ids of the matching messages, newest first.
    public var matched: [String]
    public var snippet: HighlightedText
    public var labels: [String]
    public var score: Float

    public init(
        id: String, subject: HighlightedText, participants: [Participant], date: String, box: BoxName?, messages: Int,
        matched: [String], snippet: HighlightedText, labels: [String], score: Float
    ) {
        self.id = id
        self.subject = subject
        self.participants = participants
        self.date = date
        self.box = box
        self.messages = messages
        self.matched = matched
        self.snippet = snippet
        self.labels = labels
        self.score = score
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("subject", subject.text)
            if !subject.highlights.isEmpty { writer.member("subject_highlights", subject.highlights) }
            writer.name("participants")
            writer.array(participants) { $1.write(to: &$0) }
            writer.member("date", date)
            if let box {
                writer.name("box")
                box.write(to: &writer)
            }
            writer.member("messages", messages)
            writer.member("matched", matched)
            writer.member("snippet", snippet.text)
            writer.member("highlights", snippet.highlights)
            writer.member("labels", labels)
            writer.member("score", score)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        id = try value.needString("id")
        subject = HighlightedText(
            text: try value.needString("subject"), highlights: value.spans("subject_highlights"))
        participants = try value.list("participants", Participant.init)
        date = try value.needString("date")
        if let box = value["box"] { self.box = try BoxName(box) }
        messages = try value.needInt("messages")
        matched = value.strings("matched")
        snippet = HighlightedText(text: try value.needString("snippet"), highlights: value.spans("highlights"))
        labels = value.strings("labels")
        score = Float(try value.need("score", \.double))
    }
}

public struct BoxResult: Hashable, Sendable {
    public var id: String
    public var name: String
    public var pipeline: String
    public var stage: String
    public var assignees: [String]
    /// RFC 3339.
    public var modified: String
    public var score: Float
    /// Matches in the box's own texts, by field name.
    public var highlights: [String: HighlightedText]
    /// The best matching threads of this box.
    public var threads: [ThreadResult]
    /// How many items of this box match.
    public var matched: Int

    public init(
        id: String, name: String, pipeline: String, stage: String, assignees: [String], modified: String, score: Float,
        highlights: [String: HighlightedText], threads: [ThreadResult], matched: Int
    ) {
        self.id = id
        self.name = name
        self.pipeline = pipeline
        self.stage = stage
        self.assignees = assignees
        self.modified = modified
        self.score = score
        self.highlights = highlights
        self.threads = threads
        self.matched = matched
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("pipeline", pipeline)
            writer.member("stage", stage)
            writer.member("assignees", assignees)
            writer.member("modified", modified)
            writer.member("score", score)
            writer.name("highlights")
            writer.object { writer in
                for (field, text) in highlights.sorted(by: { $0.key < $1.key }) {
                    writer.member(field, text.highlights)
                }
            }
            // The texts that are not members of the box already: `name` is, `notes` is not.
            for (field, text) in highlights.sorted(by: { $0.key < $1.key }) where field != "name" {
                writer.member(field, text.text)
            }
            writer.name("threads")
            writer.array(threads) { $1.write(to: &$0) }
            writer.member("matched", matched)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        id = try value.needString("id")
        name = try value.needString("name")
        pipeline = try value.needString("pipeline")
        stage = try value.needString("stage")
        assignees = value.strings("assignees")
        modified = try value.needString("modified")
        score = Float(try value.need("score", \.double))
        highlights = [:]
        for member in value["highlights"]?.members ?? [] {
            highlights[member.name] = HighlightedText(
                text: try value.needString(member.name), highlights: member.value.spans)
        }
        threads = try value.list("threads", ThreadResult.init)
        matched = try value.needInt("matched")
    }
}

/// A message, an entry or a box's card on its own.
public struct MessageResult: Hashable, Sendable {
    public var kind: String
    public var id: String
    public var thread: String?
    public var box: String?
    public var subject: String
    public var from: Participant?
    /// RFC 3339.
    public var date: String
    public var labels: [String]
    public var snippet: HighlightedText
    public var score: Float

    public init(
        kind: String, id: String, thread: String?, box: String?, subject: String, from: Participant?, date: String,
        labels: [String], snippet: HighlightedText, score: Float
    ) {
        self.kind = kind
        self.id = id
        self.thread = thread
        self.box = box
        self.subject = subject
        self.from = from
        self.date = date
        self.labels = labels
        self.snippet = snippet
        self.score = score
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind)
            writer.member("id", id)
            writer.member("thread", thread)
            writer.member("box", box)
            writer.member("subject", subject)
            if let from {
                writer.name("from")
                from.write(to: &writer)
            }
            writer.member("date", date)
            writer.member("labels", labels)
            writer.member("snippet", snippet.text)
            writer.member("highlights", snippet.highlights)
            writer.member("score", score)
        }
    }

    init(_ value: JSONValue) throws(Problem) {
        kind = try value.needString("kind")
        id = try value.needString("id")
        thread = value["thread"]?.string
        box = value["box"]?.string
        subject = try value.needString("subject")
        if let from = value["from"] { self.from = try Participant(from) }
        date = try value.needString("date")
        labels = value.strings("labels")
        snippet = HighlightedText(text: try value.needString("snippet"), highlights: value.spans("highlights"))
        score = Float(try value.need("score", \.double))
    }
}
