// Owns: the texts of the most that the language takes at once: 4,096 characters, each of one kind of hard work.

enum WorstQueries {
    /// A name and the text. Letters stand for words that a large index has by the thousand.
    static let all: [(name: String, text: String)] = [
        ("words", filled { "\(word($0))" }),
        ("any word", filled(between: " OR ") { word($0) }),
        ("no word", filled { "-" + word($0) }),
        ("one letter each", filled { letter($0) }),
        ("prefixes", filled(between: " OR ") { letter($0) + "*" }),
        ("wildcards", filled(between: " OR ") { "*" + letter($0) + "*" + letter($0 + 7) + "*" }),
        ("fuzzy words", filled(between: " OR ") { word($0) + letter($0) + "~2" }),
        ("fuzzy addresses", filled(between: " OR ") { "from:" + word($0) + letter($0) + "~2" }),
        ("near", filled(between: " AROUND 9 ") { word($0) }),
        ("near prefixes", filled(between: " AROUND 9 ") { letter($0) + "*" }),
        ("a phrase", "\"" + filled(upTo: 4_000) { word($0) } + "\""),
        ("states", filled { "-label:" + word($0) }),
        ("threads", filled { "thread:(\(word($0)))" }),
        ("boxes", filled { "box:(\(word($0)) -\(word($0 + 1)))" }),
        ("single messages", filled { "message:(\(word($0)))" }),
        ("ends and counts", filled { "last:\(word($0)) messages>\($0 % 9) people>\($0 % 7)" }),
        ("nested groups", nested { "-(\(letter($0)) " }), ("nested threads", nested { "thread:(\(letter($0)) " }),
        ("nested choices", nested { "{\(letter($0)) (\(letter($0 + 3)) " }),
        ("dates", filled(between: " OR ") { "date:2001-\($0 % 9 + 1)-\($0 % 27 + 1)" }),
        ("odd text", filled { "fron:\(letter($0)) ) \" after:soon OR" }),
    ]

    private static let words = [
        "the", "and", "energy", "please", "meeting", "price", "gas", "power", "market", "thanks", "contract", "call",
        "trading", "report", "attached", "business", "week", "question", "agreement", "schedule", "company", "deal",
    ]

    private static func word(_ number: Int) -> String { words[number % words.count] }

    private static func letter(_ number: Int) -> String { String(UnicodeScalar(UInt8(97 + number % 26))) }

    /// Pieces until no other fits.
    private static func filled(
        upTo limit: Int = 4_096, between: String = " ", _ piece: (Int) -> String
    ) -> String {
        var text = piece(0)
        for number in 1... {
            let next = between + piece(number)
            if text.utf8.count + next.utf8.count > limit { return text }
            text += next
        }
        return text
    }

    /// Openings for half the room; the parser closes them.
    private static func nested(_ opening: (Int) -> String) -> String { filled(between: "", opening) }
}
