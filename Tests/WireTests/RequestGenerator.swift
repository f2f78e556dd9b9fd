// Owns: requests of every operation, made from a seed.

@testable import Wire

extension JSONGenerator {
    /// A text that a request may have where it must not be empty.
    mutating func word() -> String { text(1...9) }

    mutating func id() -> RequestID {
        switch number(0...2) {
        case 0: .integer(integer())
        case 1: .unsigned(UInt64(Int64.max) + 1 + UInt64(number(0...9)))
        default: .string(text())
        }
    }

    mutating func queryKeys() -> QueryKeys {
        var keys = QueryKeys()
        keys.now = maybe { $0.text() }
        keys.timeZone = maybe { $0.text() }
        keys.weekStart = maybe { $0.text() }
        keys.fiscalStart = maybe { $0.number(1...12) }
        keys.dateOrder = maybe { $0.pick(QueryKeys.DateOrderWord.allCases) }
        keys.me = maybe { $0.text() }
        keys.scope = maybe { $0.pick(QueryKeys.ScopeWord.allCases) }
        keys.isStrict = chance(50)
        keys.offsets = pick(OffsetUnit.allCases)
        return keys
    }

    mutating func search() -> Search {
        var search = Search(team: word(), query: text())
        search.filter = maybe { $0.text() }
        search.context = queryKeys()
        search.limit = number(1...1_000)
        search.cursor = maybe { $0.text() }
        search.sort = pick([
            .relevance, .newest, .oldest, .field(text(), descending: true), .field(text(), descending: false),
        ])
        search.results = pick([[.boxes], [.threads, .boxes], [.messages], [.boxes, .threads, .messages]])
        search.wantsHighlights = chance(50)
        search.count = pick(Search.Count.allCases)
        search.explain = chance(50)
        search.deadlineMilliseconds = maybe { $0.number(1...3_600_000) }
        search.isConsistent = chance(50)
        return search
    }

    mutating func parse() -> Parse {
        var parse = Parse(query: text())
        parse.context = queryKeys()
        if chance(50) {
            parse.team = text()
        } else {
            for _ in 0..<number(0...4) { parse.fields[text()] = pick(Parse.FieldKindWord.allCases) }
        }
        return parse
    }

    mutating func explain() -> Explain {
        var explain = Explain(team: word(), query: text(), kind: word(), id: word())
        explain.context = queryKeys()
        return explain
    }

    mutating func put() -> Put {
        var put = Put(team: word(), records: list(0...3) { $0.value(depth: 3) })
        put.refresh = chance(50)
        return put
    }

    mutating func delete() -> Delete {
        let targets = list(0...3) { Delete.Target(kind: $0.text(), id: $0.text(), version: $0.unsigned()) }
        return Delete(team: word(), records: targets)
    }

    /// A request of an operation.
    mutating func request(_ operation: Operation) -> any OperationRequest {
        switch operation {
        case .hello: Hello()
        case .search: search()
        case .parse: parse()
        case .explain: explain()
        case .get: Get(team: word(), kind: word(), id: word())
        case .put: put()
        case .delete: delete()
        case .stats: Stats(team: maybe { $0.text() })
        case .health: Health()
        case .flush: Flush()
        case .merge: Merge()
        case .cancel: Cancel(target: id())
        }
    }
}

extension Request {
    /// The request by itself.
    var payload: any OperationRequest {
        switch self {
        case .hello(let request): request
        case .search(let request): request
        case .parse(let request): request
        case .explain(let request): request
        case .get(let request): request
        case .put(let request): request
        case .delete(let request): request
        case .stats(let request): request
        case .health(let request): request
        case .flush(let request): request
        case .merge(let request): request
        case .cancel(let request): request
        }
    }
}
