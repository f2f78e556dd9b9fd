// Owns: which results of a search are wanted, and in which order.

import ArgumentParser
import Wire

struct ResultOptions: ParsableArguments {
    /// What a line of the result is.
    enum Group: String, CaseIterable, ExpressibleByArgument {
        case box, thread, message
    }

    @Option(help: "Results of each kind, 1 to 1000.")
    var limit = 10

    @Option(help: ArgumentHelp("Leave out the first results of each kind.", valueName: "count"))
    var offset = 0

    @Option(help: ArgumentHelp("Continue a list: the cursor that its summary gave.", valueName: "text"))
    var cursor: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "relevance, newest, oldest, or a number or date of the boxes: Value, or -Value for the largest first.",
            valueName: "order"))
    var sort = "relevance"

    @Option(help: "Show results of one kind only.")
    var group: Group?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("A second query that must hold too and does not rank.", valueName: "query"))
    var filter: String?

    mutating func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit must be 1 to 1000") }
        guard (0...100_000).contains(offset) else { throw ValidationError("--offset must be 0 to 100000") }
        if offset > 0, cursor != nil {
            throw ValidationError("--offset and --cursor exclude each other: a cursor says where it continues")
        }
    }

    /// The search of a query.
    func search(_ query: String, team: String, _ context: ContextOptions) -> Search {
        var search = Search(team: team, query: query)
        search.filter = filter
        search.context = context.keys
        search.limit = limit
        search.cursor = cursor
        switch sort {
        case "relevance": search.sort = .relevance
        case "newest": search.sort = .newest
        case "oldest": search.sort = .oldest
        default:
            let descending = sort.hasPrefix("-")
            search.sort = .field(descending ? String(sort.dropFirst()) : sort, descending: descending)
        }
        switch group {
        case nil: search.results = [.boxes, .threads]
        case .box: search.results = [.boxes]
        case .thread: search.results = [.threads]
        case .message: search.results = [.messages]
        }
        return search
    }
}

extension Source {
    /// A search's answer, its first `offset` results of each kind passed over by cursors.
    func call(_ search: Search, offset: Int) async throws -> (answer: Search.Answer, microseconds: Int) {
        var search = search
        let limit = search.limit
        var left = offset
        var microseconds = 0
        while left > 0 {
            search.limit = min(left, 1_000)
            let page = try await call(search)
            microseconds += page.microseconds
            guard let cursor = page.answer.cursor else {
                var rest = page.answer
                rest.boxes = rest.boxes.map { _ in [] }
                rest.threads = rest.threads.map { _ in [] }
                rest.messages = rest.messages.map { _ in [] }
                return (rest, microseconds)
            }
            search.cursor = cursor
            left -= search.limit
        }
        search.limit = limit
        let page = try await call(search)
        return (page.answer, microseconds + page.microseconds)
    }
}
