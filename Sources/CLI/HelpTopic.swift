// Owns: help that belongs to no single verb: `boxfish help exit-codes` and the like.

import QueryLanguage

enum HelpTopic: String, CaseIterable {
    case exitCodes = "exit-codes"
    case environment
    case formats

    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    /// The topic that is asked for by `help TOPIC`; `nil` for anything else.
    init?(_ arguments: [String]) {
        guard arguments.count == 2, arguments[0] == "help" else { return nil }
        self.init(rawValue: arguments[1])
    }

    /// Why `help WORD` helps with nothing; `nil` where it does, or where it is not what was asked.
    static func failure(_ arguments: [String]) -> Failure? {
        guard arguments.count == 2, arguments[0] == "help", !arguments[1].hasPrefix("-") else { return nil }
        let (word, known) = (arguments[1], allCases.map(\.rawValue) + Boxfish.verbs + ["help"])
        guard !known.contains(word) else { return nil }
        let nearest = Suggestion.nearest(to: word, among: known).map { "; did you mean boxfish help \($0)?" }
        let all = "; there is on \(names), and on the verbs \(Boxfish.verbs.joined(separator: ", "))"
        return Failure(.usage, "there is no help on \(word)\(nearest ?? all)")
    }

    var text: String {
        switch self {
        case .exitCodes: ExitStatus.table
        case .environment: Self.environmentText
        case .formats: Self.formatsText
        }
    }

    private static let environmentText = """
        BOXFISH_SOCKET  the service's socket, where --socket is not given
        BOXFISH_INDEX   the index folder, where neither --index nor a socket is given
        BOXFISH_TEAM    the team, where --team is not given, but for stats
        TZ              the zone in which days begin, where --tz is not given
        PAGER           shows what is longer than the terminal; less if unset, nothing if it is cat
        NO_COLOR        no colour, whatever its value
        CLICOLOR_FORCE  colour and the terminal's form in a pipe too, unless it is 0
        TERM            dumb: no colour and no progress bar
        COLUMNS         the width of that form in a pipe

        """

    private static let formatsText = """
        terminal  boxes with their best threads, then threads; dates relative, matches bright
        pipe      a line a result, tab-separated, without headings, dates RFC 3339 in UTC:
        \(ResultTable.columnsText)
                  --fields chooses: \(ResultTable.fieldNames.prefix(11).joined(separator: ", ")),
                  \(ResultTable.fieldNames.dropFirst(11).joined(separator: ", "))
        --json    a line a result, {"box":…}, {"thread":…} or {"message":…} in the socket's shapes; the last line is
                  {"summary":…}, with the suggestion where nothing is found
        --count   three numbers, tab-separated: boxes, threads, items; with --json the summary alone

        """
}
