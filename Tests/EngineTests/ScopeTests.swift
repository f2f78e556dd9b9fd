// Properties (QUERY.md section 5, by its numbers):
// 1. A message inherits its box's attributes; of an entry's assignees the box knows nothing.
// 2. Positive conditions hold together in one message. Each free word of a conjunction may be the message's or its
//    box's, one at least the message's; in `message:( )` all are the message's.
// 3. A negated state excludes the whole thread, negated content only the message; so do both under De Morgan's laws.
// 4. Groups: `thread:( )` and `box:( )` are met by messages together; two `message:( )` by two messages of a thread. Of the
//    free words of a `thread:( )` one at least must be a message's own; the others may be the box's.
// 5. Where no single message matches, threads whose messages do between them are returned, labelled, without boxes; by
//    message there are none such. What bounds a number or date from both sides is met by one message.
// 6. Spam and trash are left out by message, unless asked for.
// And of conversations (QUERY.md section 7):
// 7. `first-message:( )` and `last-message:( )` are true of the one message at the end of the item's thread or, of a card,
//    of its box; of messages of one instant the smaller id is the earlier.
// 8. Messages, people, first and last are counted over the thread, of a card over the box; where there is no message there
//    is nothing to compare.

import Schema
import TestSupport
import Testing

@testable import Engine

@Suite struct ScopeTests {
    private func deal() throws -> SmallIndex {
        try SmallIndex([
            .box(
                "b-acme", name: "Acme renewal", notes: "harbour crane", stage: "Negotiation",
                contacts: ["Amy <amy@a.com>"],
                assignees: ["ann@x.com"], fields: [.init("Region", .string("Alpine"))]),
            .box("b-other", name: "Globex", stage: "Won"),
            .message("m1", thread: "t1", box: "b-acme", subject: "Invoice", body: "please pay", from: "amy@a.com"),
            .message(
                "m2", thread: "t1", box: "b-acme", subject: "Re: Invoice", body: "paid the crane", from: "bob@b.com"),
            .message("m3", thread: "t2", box: "b-other", subject: "Invoice Acme", labels: ["inbox", "urgent"]),
            .message("m4", thread: "t2", box: "b-other", subject: "lunch", from: "amy@a.com"),
            .message("m5", thread: "t3", subject: "Invoice alone"),
            .entry("e1", box: "b-acme", text: "call about invoice", assignees: ["bob@x.com"]),
        ])
    }

    // MARK: 1

    @Test func messagesInheritFromTheirBox() throws {
        let index = try deal()
        #expect(try index.items("name:renewal") == ["b-acme", "e1", "m1", "m2"])
        #expect(try index.items("stage:negotiation from:amy") == ["m1"])
        #expect(try index.items("region:alpine invoice") == ["e1", "m1", "m2"])
        #expect(try index.items("assignee:ann@x.com invoice") == ["e1", "m1", "m2"])
        #expect(try index.items("assignee:bob@x.com") == ["e1"], "an entry's assignee is not its box's")
    }

    // MARK: 2

    @Test func freeWordsAreSplitWithTheBox() throws {
        let index = try deal()
        #expect(try index.items("Acme invoice") == ["e1", "m1", "m2", "m3"])
        #expect(try index.items("Acme") == ["b-acme", "m3"], "a box's word alone brings none of its mail")
        #expect(try index.items("acme renewal") == ["b-acme"], "one word must be the message's own")
        #expect(try index.items("alpine crane invoice") == ["e1", "m1", "m2"], "notes and fields count too")
        #expect(try index.items("(acme OR globex) lunch") == ["m4"])
        #expect(
            try index.items("\"acme renewal\" invoic*") == ["e1", "m1", "m2"], "phrases and patterns are words too")
        #expect(try index.items("acme -invoice paid") == [], "negated words stay with the message")
        #expect(try index.items("invoice -acme") == ["e1", "m1", "m2", "m5"])
        #expect(try index.items("message:(acme invoice)") == ["m3"])
        #expect(try index.items("subject:acme invoice") == ["m3"], "a named field is no free word")
    }

    @Test func positiveConditionsHoldInOneMessage() throws {
        let index = try deal()
        #expect(try index.items("from:amy pay") == ["m1"])
        #expect(try index.search("from:amy paid").tier == .thread)
        #expect(try index.boxes("paid from:bob") == ["b-acme"])
    }

    // MARK: 3

    @Test func negatedStatesExcludeTheThread() throws {
        let index = try deal()
        #expect(try index.items("from:amy -label:urgent") == ["m1"])
        #expect(try index.items("from:amy -label:urgent", scope: .message) == ["m1", "m4"])
        #expect(try index.items("message:(from:amy -label:urgent)") == ["m1", "m4"])
        #expect(try index.items("from:amy -subject:invoice") == ["m4"], "content is negated by message")
        #expect(try index.items("from:amy -stage:won") == ["m1"])
        #expect(try index.items("from:amy -(label:urgent lunch)") == index.items("from:amy (-label:urgent OR -lunch)"))
        #expect(try index.items("from:amy -{label:urgent zzz}") == ["m1"])
        #expect(try index.items("-(-acme OR -invoice)") == index.items("acme invoice"))
    }

    // MARK: 4

    @Test func groupsAreMetByMessagesTogether() throws {
        let index = try deal()
        #expect(try index.items("thread:(from:amy paid)") == ["m1", "m2"])
        #expect(try index.items("thread:(from:amy -lunch)") == ["m1", "m2"], "no message of the thread may")
        #expect(
            try index.items("thread:(crane renewal pay)") == ["m1", "m2"], "a box's words count in a thread of its mail"
        )
        #expect(try index.items("thread:(acme -lunch)") == [], "one word must be a message's own")
        #expect(try index.items("thread:(renewal alpine)") == [])
        #expect(try index.items("thread:(renewal) thread:(paid)") == [], "in each group")
        #expect(try index.items("thread:((renewal OR from:bob) alpine)") == [], "by a box's words and no word at all")
        #expect(try index.items("thread:((renewal OR from:bob) alpine pay)") == ["m1", "m2"])
        #expect(try index.items("thread:(renewal -alpine paid)") == ["m1", "m2"], "negated words stay with messages")
        #expect(try index.items("thread:(\"acme renewal\" pay)") == ["m1", "m2"], "phrases and patterns are words too")
        #expect(try index.items("thread:(harb* paid)") == ["m1", "m2"])
        #expect(try index.items("renewal pay paid", scope: .thread) == ["m1", "m2"])
        #expect(try !index.items("-thread:(renewal pay)").contains("m2"))
        #expect(try index.items("box:(thread:(renewal pay) call)") == ["b-acme", "e1", "m1", "m2"])
        #expect(try index.boxes("box:(lunch label:urgent)") == ["b-other"])
        #expect(try index.items("box:(thread:(from:amy paid) call) crane") == ["b-acme", "m2"])
        #expect(try index.items("message:(from:amy pay) message:(from:bob paid)") == ["m1", "m2"])
        #expect(try index.search("message:(from:amy pay) message:(from:bob paid)").tier == .message)
        #expect(try index.items("message:(from:amy pay) message:(from:bob lunch)") == [])
        #expect(try index.items("-thread:(from:amy)", scope: nil).contains("m5"))
        #expect(try !index.items("-thread:(from:amy)").contains("m2"))
    }

    @Test func aThreadsWordsMayBeOnAnyCardOfItsBoxes() throws {
        let index = try SmallIndex([
            .box("b1", name: "Acme renewal"), .box("b2", name: "Globex"),
            .message("m1", thread: "t", box: "b1", subject: "invoice"),
            .message("m2", thread: "t", box: "b2", subject: "lunch"),
        ])
        #expect(try index.items("thread:(acme globex lunch)") == ["m1", "m2"])
        #expect(try index.items("thread:(acme globex)") == [])
        let request = SearchRequest(
            team: SmallIndex.team, clause: index.clause("thread:(acme lunch)"), now: SmallIndex.now)
        let key = DocumentKey(team: SmallIndex.team, kind: .message, id: "m1")
        #expect(try index.index.explain(request, item: key)?.matched == true)
        try index.delete(.box, "b1")
        #expect(try index.items("thread:(acme globex lunch)") == [], "a card that is gone has no words")
    }

    // MARK: 5

    @Test func threadsAreTheSecondTier() throws {
        let index = try deal()
        let across = try index.search("lunch urgent OR invoice from:nobody@example.org label:urgent")
        #expect(across.tier == .thread)
        #expect(across.threads.map(\.id) == ["t2"])
        #expect(across.boxes.isEmpty)
        #expect(across.totals.threads == 1)
        #expect(across.suggestion == nil)
        #expect(
            try index.search("from:amy paid renewal").threads.map(\.id) == ["t1"], "words of the box count here too")
        #expect(try index.items("from:amy paid") == ["m2"], "the message with the word, not any of the thread")
        #expect(try index.search("from:amy paid -pay").threads.isEmpty, "what must not be is in none of the messages")
        #expect(try index.search("from:amy -paid").tier == .message)
        #expect(try index.search("from:bob lunch").threads.isEmpty)
        #expect(try index.search("from:amy paid", filter: "from:amy").threads.isEmpty, "the filter takes away")
        #expect(try index.search("from:amy paid", filter: "from:bob").tier == .thread)
        #expect(
            try index.search("from:amy (pay OR lunch)", filter: "from:bob").threads.isEmpty, "and brings nothing in")
    }

    @Test func byMessageThereIsNoSecondTier() throws {
        let index = try deal()
        #expect(try index.search("from:amy paid", scope: .message).threads.isEmpty)
        #expect(try index.search("from:amy paid", scope: .message).suggestion != nil)
    }

    @Test func aRangeIsMetByOneMessage() throws {
        let index = try SmallIndex([
            .message("small", thread: "t", subject: "offer", date: "2012-10-01T00:00:00Z", size: 500),
            .message("large", thread: "t", subject: "answer", date: "2012-10-05T00:00:00Z", size: 10_000_000),
        ])
        for range in [
            "size:1M..5M", "larger:1M smaller:5M", "size>=1M offer size<=5M", "after:2012-10-02 before:2012-10-04",
        ] {
            #expect(try index.search(range).threads.isEmpty, "\(range)")
            #expect(try index.search("thread:(\(range))").threads.isEmpty, "\(range)")
            #expect(try index.search("thread:(-(\(range))) offer").threads.map(\.id) == ["t"], "\(range)")
            #expect(try index.search("thread:(-(-(\(range))))").threads.isEmpty, "\(range)")
        }
        #expect(try index.threads("thread:(size<1k size>5M)").isEmpty)
        #expect(try index.threads("thread:(size<1k answer)") == ["t"])
        #expect(try index.threads("thread:({size<1k size>5M} -size:1M..5M)") == ["t"])
        #expect(try index.search("size<1k answer").tier == .thread)
        #expect(try index.threads("thread:(-{size<1k size>5M})").isEmpty)
    }

    @Test func explainKnowsTheSecondTier() throws {
        let index = try deal()
        let hit = try #require(try index.search("from:amy paid").messages.first)
        let request = SearchRequest(team: SmallIndex.team, clause: index.clause("from:amy paid"), now: SmallIndex.now)
        let told = try #require(
            try index.index.explain(request, item: DocumentKey(team: SmallIndex.team, kind: .message, id: hit.id)))
        #expect(told.matched)
        #expect(told.value == hit.score)
        let other = try #require(
            try index.index.explain(request, item: DocumentKey(team: SmallIndex.team, kind: .message, id: "m5")))
        #expect(!other.matched)
    }

    // MARK: 6

    @Test func spamIsLeftOutByMessage() throws {
        let index = try SmallIndex([
            .message("good", thread: "t", subject: "offer"),
            .message("bad", thread: "t", subject: "offer", labels: ["spam"]),
            .message("gone", thread: "t", subject: "offer", labels: ["trash"]),
        ])
        #expect(try index.items("offer") == ["good"])
        #expect(try index.items("offer in:spam") == ["bad"])
        #expect(try index.items("offer in:anywhere") == ["bad", "gone", "good"])
        #expect(try index.items("label:trash offer") == ["gone"])
        #expect(try index.threads("offer") == ["t"])
    }

    // MARK: 7 and 8

    private func conversations() throws -> SmallIndex {
        try SmallIndex([
            .box("b", name: "Deal"), .box("empty", name: "No mail"), .entry("e", box: "b", text: "note"),
            .message(
                "m1", thread: "t1", box: "b", subject: "quote", from: "Amy <amy@a.com>", to: ["bob@b.com"],
                date: "2012-09-01T10:00:00Z"),
            .message(
                "m2", thread: "t1", box: "b", subject: "answer", from: "bob@b.com", to: ["AMY@a.com", "carla@c.com"],
                date: "2012-09-03T10:00:00Z"),
            .message("m3", thread: "t2", box: "b", subject: "quote", from: "amy@a.com", date: "2012-09-02T10:00:00Z"),
            .message("n1", thread: "t3", subject: "tie", from: "amy@a.com", date: "2012-09-05T10:00:00Z"),
            .message("n2", thread: "t3", subject: "tie", from: "bob@b.com", date: "2012-09-05T10:00:00Z"),
        ])
    }

    @Test func endsOfConversations() throws {
        let index = try conversations()
        #expect(try index.items("first-message:(from:amy quote)") == ["b", "m1", "m2", "m3"])
        #expect(try index.items("last-message:(from:bob)") == ["b", "m1", "m2", "n1", "n2"])
        #expect(try index.items("last-message:(from:amy)") == ["m3"])
        #expect(try index.items("first-message:(from:amy) last-message:(from:bob)") == ["b", "m1", "m2", "n1", "n2"])
        #expect(try index.items("first-message:(from:bob)") == [])
        #expect(try index.items("answer -last-message:(from:bob)") == [])
        #expect(try index.items("last-message:(answer from:amy)") == [])
    }

    @Test func countsOfConversations() throws {
        let index = try conversations()
        #expect(try index.items("messages:2") == ["m1", "m2", "n1", "n2"])
        #expect(try index.items("messages>2") == ["b"])
        #expect(try index.items("messages!=2") == ["b", "m3"], "a box without mail has nothing to compare")
        #expect(try index.items("people:3") == ["b", "m1", "m2"], "an address in another case is the same")
        #expect(try index.items("people<3") == ["m3", "n1", "n2"])
        #expect(try index.items("first:2012-09-01") == ["b", "m1", "m2"])
        #expect(try index.items("last<2012-09-03") == ["m3"])
        #expect(try index.items("unanswered>30d") == ["b", "m1", "m2", "m3", "n1", "n2"])
        #expect(try index.items("quiet>60d") == ["empty"], "a box without any mail is quiet")
        try index.put([.message("m4", thread: "t2", box: "b", from: "zoe@z.com", date: "2012-10-01T10:00:00Z")])
        #expect(try index.items("people:2") == ["m3", "m4", "n1", "n2"])
        #expect(try index.items("last:2012-10-01") == ["b", "m3", "m4"])
    }
}
