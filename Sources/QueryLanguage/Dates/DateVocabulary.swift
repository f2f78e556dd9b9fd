// Owns: the words dates are written in, and the pieces a date expression falls into.

/// A run of digits or letters of a date expression.
enum DatePiece: Equatable {
    case number(Int64, digits: Int)
    /// In lower case.
    case word(String)

    /// The pieces of an expression in lower-case ASCII; blanks, `-`, `_` and `,` only separate. `nil` when there is
    /// anything else in it, or a number has more than 18 digits.
    static func split(_ text: String) -> [DatePiece]? {
        var pieces: [DatePiece] = []
        var bytes = DateVocabulary.folded(text)[...]
        while let first = bytes.first {
            if Code.isDigit(first) {
                let run = bytes.prefix { Code.isDigit($0) }
                guard run.count <= 18 else { return nil }
                pieces.append(.number(run.reduce(0) { $0 * 10 + Int64($1 - 0x30) }, digits: run.count))
                bytes = bytes.dropFirst(run.count)
            } else if Code.isLetter(first) {
                let run = bytes.prefix { Code.isLetter($0) }
                let word = String(decoding: run, as: UTF8.self)
                // `9th`: the ending of an ordinal says nothing.
                let isOrdinal = DateVocabulary.ordinalEndings.contains(word)
                if !isOrdinal || pieces.isEmpty { pieces.append(.word(word)) }
                bytes = bytes.dropFirst(run.count)
            } else if first == Code.blank || first == Code.minus || first == 0x5F || first == 0x2C {
                bytes = bytes.dropFirst()
            } else {
                return nil
            }
        }
        return pieces
    }
}

/// The words of dates.
enum DateVocabulary {
    /// The most words that may follow the first one of a date: `9 oct 2012 to …` never is one.
    static let maximumWords = 5

    static let ordinalEndings: Set<String> = ["st", "nd", "rd", "th"]

    /// Words that stand for a day, as days from today.
    static let days: [String: Int64] = ["today": 0, "yesterday": -1, "tomorrow": 1]

    static let weekdays: [String: Weekday] = [
        "sunday": .sunday, "sun": .sunday, "monday": .monday, "mon": .monday, "tuesday": .tuesday, "tue": .tuesday,
        "tues": .tuesday, "wednesday": .wednesday, "wed": .wednesday, "thursday": .thursday, "thu": .thursday,
        "thur": .thursday, "thurs": .thursday, "friday": .friday, "fri": .friday, "saturday": .saturday,
        "sat": .saturday,
    ]

    static let months: [String: Int64] = [
        "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
        "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9,
        "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
    ]

    /// Words before a unit, as steps from the current one.
    static let steps: [String: Int64] = ["this": 0, "current": 0, "last": -1, "previous": -1, "past": -1, "next": 1]

    /// Every word, for did-you-mean.
    static let all: [String] =
        days.keys.sorted() + ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        + [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december", "last week", "last month", "last quarter", "last year", "this week",
            "this month", "this quarter", "this year", "next week", "next month", "next quarter", "next year",
        ]

    /// Whether a date may go on after a word: `last`, `oct`, `9`, anything with a range in it.
    static func mayContinue(_ text: String) -> Bool {
        let bytes = folded(text)
        guard let first = bytes.first else { return false }
        if Code.isDigit(first) || first == Code.plus || first == Code.minus { return true }
        let word = String(decoding: bytes.prefix { Code.isLetter($0) }, as: UTF8.self)
        if steps[word] != nil || months[word] != nil || weekdays[word] != nil { return true }
        if word == "q" || word == "w" || word == "week" { return true }
        return text.contains("..")
    }

    /// Whether a code may stand in a word of a date.
    static func isLetter(_ code: UInt8) -> Bool {
        switch code {
        case 0x2C, 0x2E, 0x2F, 0x3A, 0x5F, Code.minus, Code.plus, Code.star: true
        default: Code.isDigit(code) || Code.isLetter(code)
        }
    }

    /// Lower-case ASCII without blanks at the ends; what is not ASCII, full-width forms aside, becomes 0x80.
    static func folded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            if value == 0x3000 || value == 0xA0 || value &- 9 < 5 { value = 0x20 }
            if value &- 0x41 < 26 { value += 0x20 }
            bytes.append(value < 0x80 ? UInt8(value) : 0x80)
        }
        while bytes.last == Code.blank { bytes.removeLast() }
        return Array(bytes.drop { $0 == Code.blank })
    }
}
