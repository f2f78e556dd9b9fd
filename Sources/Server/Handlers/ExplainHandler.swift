// Owns: `explain`: why an item matches, and its score as a tree.

import Engine
import Schema
import Wire

struct ExplainHandler {
    private let context: ServiceContext
    private let handle: RequestHandle

    init(_ context: ServiceContext, _ handle: RequestHandle) {
        self.context = context
        self.handle = handle
    }

    func answer(_ explain: Explain) throws(Problem) -> Explain.Answer {
        let key = try DocumentKey(team: explain.team, kindName: explain.kind, id: explain.id)
        let fields = try context.fields(of: explain.team)
        let query = try SettledQuery(
            explain.query, filter: nil, explain.context, fields: fields.names, service: context)
        var request = SearchRequest(
            team: explain.team, clause: query.parsed.executable,
            deadline: handle.deadline(nil, context.configuration.limits), now: query.now)
        request.allowsThreadTier = query.parsed.scope != .message
        request.isCancelled = { [handle] in handle.shouldEnd() }
        let explanation: Explanation?
        do { explanation = try context.backend.explain(request, item: key) } catch { throw Problem(error) }
        guard let explanation else { throw Problem(notFound: key) }
        return Explain.Answer(
            matched: explanation.matched, score: explanation.value, detail: Self.factor(explanation))
    }

    private static func factor(_ explanation: Explanation) -> Explain.Factor {
        Explain.Factor(
            name: explanation.name, value: explanation.value, description: explanation.description,
            details: explanation.details.map(factor))
    }
}

extension DocumentKey {
    init(team: String, kindName: String, id: String) throws(Problem) {
        guard let kind = DocumentKind(name: kindName) else {
            let names = DocumentKind.allCases.map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw Problem(.badRequest, "`kind` is \"\(kindName)\"; it must be one of \(names)", field: "kind")
        }
        self.init(team: team, kind: kind, id: id)
    }
}

extension Problem {
    init(notFound key: DocumentKey) {
        self.init(.notFound, "team \(key.team) has no \(key.kind.name) \"\(key.id)\"", field: "record")
    }
}
