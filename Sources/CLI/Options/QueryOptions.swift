// Owns: a query as it is typed: its words, and what it means besides them.

import ArgumentParser
import QueryLanguage
import Wire

/// The words of a query. They may begin with a minus sign, which belongs to the query language; so verbs that take a
/// query have long options only, and whatever else begins with two is refused.
struct QueryWords: ParsableArguments {
    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "Words and operators, such as before:yesterday name:Foo; boxfish operators lists them.",
            valueName: "query"))
    var words: [String] = []

    /// The query. After `--` everything is query.
    ///
    /// - Throws: when a word looks like an option and is none.
    func query(options: [String]) throws -> String {
        guard let marker = words.firstIndex(of: "--") else {
            try Self.refuseOptions(words, options)
            return words.joined(separator: " ")
        }
        try Self.refuseOptions(words[..<marker], options)
        return (words[..<marker] + words[(marker + 1)...]).joined(separator: " ")
    }

    private static func refuseOptions(_ words: some Sequence<String>, _ options: [String]) throws {
        guard let word = words.first(where: { $0.hasPrefix("--") }) else { return }
        let name = word.dropFirst(2).prefix { $0 != "=" }
        var message = "there is no option --\(name)"
        if let nearest = Suggestion.nearest(to: String(name), among: options) {
            message += "; did you mean --\(nearest)?"
        }
        throw ValidationError(message + " To search for the word itself, put -- before the query.")
    }
}

/// What a query means besides its words.
struct ContextOptions: ParsableArguments {
    static let names = ["now", "tz", "me", "scope", "strict"]

    @Option(help: ArgumentHelp("The present, RFC 3339; else the clock.", valueName: "time"))
    var now: String?

    @Option(help: ArgumentHelp("The time zone of days, such as Europe/Berlin; else yours.", valueName: "zone"))
    var tz: String?

    @Option(help: ArgumentHelp("The address that from:me and to:me mean.", valueName: "address"))
    var me: String?

    @Option(help: "Where a whole query must hold.")
    var scope: QueryKeys.ScopeWord?

    @Flag(help: "Refuse a query in which anything is odd.")
    var strict = false

    var keys: QueryKeys {
        var keys = QueryKeys()
        keys.now = now
        keys.timeZone = tz ?? Clock.timeZone
        keys.me = me
        keys.scope = scope
        keys.isStrict = strict
        return keys
    }
}

extension QueryKeys.ScopeWord: ExpressibleByArgument {}
