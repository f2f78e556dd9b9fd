// Owns: a query as it is typed: its words, and what it means besides them.

import ArgumentParser
import QueryLanguage
import Schema
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
    var query: String {
        guard let marker = words.firstIndex(of: "--") else { return words.joined(separator: " ") }
        return (words[..<marker] + words[(marker + 1)...]).joined(separator: " ")
    }

    /// - Throws: when a word before `--` looks like an option and is none.
    func refuseOptions(of command: any ParsableCommand.Type) throws {
        guard let word = words.prefix(while: { $0 != "--" }).first(where: { $0.hasPrefix("--") }) else { return }
        if let verb = LikelyMistake.verb(for: words) {
            throw ValidationError("\(words[0]) is no verb; did you mean boxfish \(verb)?")
        }
        let name = word.dropFirst(2).prefix { $0 != "=" }
        let nearest = Suggestion.nearest(to: String(name), among: LikelyMistake.options(of: command))
        let hint = nearest.map { "; did you mean --\($0)?" } ?? "."
        let escape = "To search for the word itself, put -- before the query."
        throw ValidationError("there is no option --\(name)\(hint) \(escape)")
    }
}

/// What a query means besides its words.
struct ContextOptions: ParsableArguments {
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

    mutating func validate() throws {
        if let now, Timestamp(rfc3339: now) == nil {
            throw ValidationError("--now must be RFC 3339, such as 2012-10-09T15:04:05-07:00, not \(now)")
        }
        if let tz, !QueryContext.isKnown(timeZone: tz) {
            throw ValidationError("--tz must be the IANA name of a zone, such as Europe/Berlin, not \(tz)")
        }
    }

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
