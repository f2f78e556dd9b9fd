// Owns: answers of every operation, made from a seed.

@testable import Wire

extension JSONGenerator {
    mutating func highlighted() -> HighlightedText { HighlightedText(text: text(), highlights: spans()) }

    mutating func person() -> Participant { Participant(name: text(), address: text()) }

    mutating func warning() -> QueryWarning {
        let start = number(0...50)
        return QueryWarning(
            code: text(), level: text(), span: start..<start + number(0...9), message: text(), fix: maybe { $0.text() })
    }

    mutating func thread() -> ThreadResult {
        ThreadResult(
            id: text(), subject: highlighted(), participants: list(0...3) { $0.person() }, date: text(),
            box: maybe { BoxName(id: $0.text(), name: $0.text()) }, messages: number(0...99),
            matched: list(0...3) { $0.text() }, snippet: highlighted(), labels: list(0...3) { $0.text() },
            score: float())
    }

    mutating func box() -> BoxResult {
        let name = text()
        var highlights: [String: HighlightedText] = [:]
        if chance(50) { highlights["name"] = HighlightedText(text: name, highlights: spans()) }
        if chance(50) { highlights["notes"] = highlighted() }
        return BoxResult(
            id: text(), name: name, pipeline: text(), stage: text(), assignees: list(0...2) { $0.text() },
            modified: text(), score: float(), highlights: highlights, threads: list(0...3) { $0.thread() },
            matched: number(0...99))
    }

    mutating func message() -> MessageResult {
        MessageResult(
            kind: text(), id: text(), thread: maybe { $0.text() }, box: maybe { $0.text() }, subject: text(),
            from: maybe { $0.person() }, date: text(), labels: list(0...3) { $0.text() }, snippet: highlighted(),
            score: float())
    }

    private mutating func searchAnswer() -> Search.Answer {
        var answer = Search.Answer(warnings: list(0...2) { $0.warning() })
        answer.boxes = maybe { generator in generator.list(0...3) { $0.box() } }
        answer.threads = maybe { generator in generator.list(0...3) { $0.thread() } }
        answer.messages = maybe { generator in generator.list(0...3) { $0.message() } }
        answer.total = maybe {
            Search.Total(
                boxes: $0.number(0...9), threads: $0.number(0...9), items: $0.number(0...9), isExact: $0.chance(50))
        }
        answer.cursor = maybe { $0.text() }
        answer.tree = maybe { $0.value() }
        answer.tier = maybe { _ in "thread" }
        answer.suggestion = maybe { $0.suggestion() }
        return answer
    }

    private mutating func total() -> Search.Total {
        Search.Total(boxes: number(0...9), threads: number(0...9), items: number(0...9), isExact: chance(50))
    }

    private mutating func suggestion() -> Search.Suggestion {
        Search.Suggestion(
            conditions: list(0...3) { generator in
                Search.Suggestion.Condition(text: generator.text(), without: generator.maybe { $0.total() })
            }, emptiedBy: maybe { $0.number(0...2) },
            missing: list(0...3) { generator in
                Search.Suggestion.Missing(
                    field: generator.maybe { $0.text() }, text: generator.text(),
                    nearest: generator.maybe { $0.text() }, items: generator.maybe { $0.number(0...9) })
            }, inSpam: maybe { $0.total() }, inTrash: maybe { $0.total() })
    }

    private mutating func factor(depth: Int = 3) -> Explain.Factor {
        Explain.Factor(
            name: text(), value: float(), description: text(),
            details: depth == 0 ? [] : list(0...3) { $0.factor(depth: depth - 1) })
    }

    private mutating func applied() -> Put.Answer {
        Put.Answer(
            applied: number(0...9), stale: number(0...9),
            rejected: list(0...2) { Put.Rejection(index: $0.number(0...9), code: $0.text(), message: $0.text()) },
            sequence: unsigned())
    }

    private mutating func statsAnswer() -> Stats.Answer {
        var caches: [String: Stats.Cache] = [:]
        for _ in 0..<number(0...2) {
            caches[text()] = Stats.Cache(
                entries: number(0...9), hits: number(0...9), misses: number(0...9),
                bytes: chance(50) ? number(0...9) : nil)
        }
        var operations: [String: Stats.Latency] = [:]
        for _ in 0..<number(0...3) {
            operations[text()] = Stats.Latency(
                count: number(0...9), p50: number(0...9), p99: number(0...9), errors: number(0...9))
        }
        return Stats.Answer(
            items: number(0...9), boxes: number(0...9), threads: number(0...9), generation: unsigned(),
            segments: list(0...3) {
                Stats.Segment(
                    name: $0.text(), items: $0.number(0...9), deleted: $0.number(0...9), bytes: $0.number(0...9),
                    home: $0.text())
            },
            bytes: number(0...9), logBytes: number(0...9), sequence: unsigned(), merges: number(0...9),
            mergeDebt: number(0...9),
            written: Stats.Written(
                records: number(0...9), logBytes: number(0...9), flushedBytes: number(0...9),
                mergedBytes: number(0...9), amplification: float()),
            cursors: number(0...9), caches: caches, operations: operations)
    }

    private mutating func helloAnswer() -> Hello.Answer {
        var limits: [String: Int] = [:]
        for _ in 0..<number(0...3) { limits[text()] = number(0...9_999) }
        return Hello.Answer(
            name: text(), version: text(), protocol: number(0...9), limits: limits, isReadOnly: chance(50),
            items: number(0...9), boxes: number(0...9), threads: number(0...9), generation: unsigned())
    }

    /// An answer of an operation.
    mutating func answer(_ operation: Operation) -> any OperationAnswer {
        switch operation {
        case .hello: helloAnswer()
        case .search: searchAnswer()
        case .parse:
            Parse.Answer(
                tree: value(), canonical: text(), sentence: text(), warnings: list(0...3) { $0.warning() },
                terms: list(0...3) { $0.text() })
        case .explain: Explain.Answer(matched: chance(50), score: float(), detail: factor())
        case .get: Get.Answer(record: value(), version: unsigned())
        case .put, .delete: applied()
        case .stats: statsAnswer()
        case .health: Health.Answer(status: pick(Health.Status.allCases), reasons: list(0...3) { $0.text() })
        case .flush, .merge: GenerationAnswer(generation: unsigned())
        case .cancel: Cancel.Answer(cancelled: chance(50))
        }
    }

    mutating func problem() -> Problem {
        Problem(
            pick(Problem.Code.allCases), text(), field: maybe { $0.text() },
            span: maybe { generator in
                let start = generator.number(0...9)
                return start..<start + generator.number(0...9)
            })
    }
}
