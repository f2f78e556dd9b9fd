// Owns: the language on one page, made from the operator table: for a terminal, as an article and as a manual page.

/// What can be typed, in the forms people read it in. The forms are in files of their own.
public enum CheatSheet {
    /// Something typed and what it asks for.
    public struct Example: Sendable {
        public let query: String
        public let meaning: String

        init(_ query: String, _ meaning: String) {
            self.query = query
            self.meaning = meaning
        }
    }

    /// What is not an operator.
    public static let words: [Example] = [
        Example("invoice acme", "both words, in any of their forms"),
        Example("\"per our call\"", "these words next to each other, as written"),
        Example("+invoice", "this word as written, not its other forms"),
        Example("inv*", "a word that begins so"),
        Example("in*ice", "a word with anything in the middle"),
        Example("recieve~", "a word one letter off, two swapped being one; recieve~2 two off"),
        Example("amy OR bob", "either; also amy | bob and {amy bob}"),
        Example("-draft", "without; also NOT draft"),
        Example("(amy OR bob) budget", "a group"),
        Example("budget AROUND 3 draft", "at most three words between the two, in any order"),
        Example("subject:(budget draft)", "both in the subject"),
        Example("\\-draft", "the sign itself: a backslash before anything but a letter"),
    ]

    /// The forms of dates.
    public static let dates: [Example] = [
        Example("date:today", "also yesterday, tomorrow"),
        Example("date:friday", "the latest one up to today; last friday, next friday, this friday"),
        Example("date:this-week", "also last and next; week, month, quarter, year"),
        Example("date:october", "the latest one that has begun; oct 9 likewise"),
        Example("date:2012", "also 2012-10, 10/2012, 2012-q3, 2012-W41: the whole period"),
        Example("date:2012-10-09", "also 2012/10/09, 20121009, 9.10.2012, 09-10-2012, 10/9/2012, \"9 oct 2012\""),
        Example("date:2012-10-09T10:30", "that minute; with seconds that second; Z or +05:30 for another zone"),
        Example("date:1349766000", "that second, counted since 1970"),
        Example("date:3d", "the day three days ago; 2w, 1m, 1y, 2 weeks ago likewise"),
        Example("date:2012-10-01..2012-10-05", "from the first day to the last; either may be left out"),
        Example("date>=2012-10-01", "also <, <=, >, =, !=; > means after the whole day or period"),
    ]

    /// The team's own fields.
    public static let fields: [Example] = [
        Example("region:emea", "words in a field of text"),
        Example("\"deal size\">5k", "a number; also deal-size>5k and deal size > 5k"),
        Example("deal-size:$1,000..$2m", "a range; either end may be left out"),
        Example("close-date:this-quarter", "a date, with all the forms of dates"),
        Example("has:\"close date\"", "any value at all"),
        Example("no:region", "no value"),
    ]

    /// An operator's name with those that mean the same.
    static func names(of row: Operator) -> [String] { [row.name] + row.aliases }
}
