// Owns: what a test's backend does that changes only some of a real one's ways: all the rest is the real one's.

import Engine
import Schema

/// Stands before another backend and hands everything on that it does not do itself.
public protocol ForwardingBackend: Backend {
    var inner: any Backend { get }
}

extension ForwardingBackend {
    public func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch { try inner.apply(batch) }

    public func submit(
        _ batch: [Document], _ completion: @escaping @Sendable (Result<AppliedBatch, EngineError>) -> Void
    ) { inner.submit(batch, completion) }

    public func search(_ request: SearchRequest) throws(EngineError) -> SearchResults { try inner.search(request) }

    public func keep(generation: UInt64) -> Bool { inner.keep(generation: generation) }

    public func explain(_ request: SearchRequest, item: DocumentKey) throws(EngineError) -> Explanation? {
        try inner.explain(request, item: item)
    }

    public func get(_ key: DocumentKey) throws(EngineError) -> StoredDocument? { try inner.get(key) }

    public func customFields(team: String) throws(EngineError) -> [String: FieldKind] {
        try inner.customFields(team: team)
    }

    public func statistics(team: String?) -> IndexStatistics { inner.statistics(team: team) }
    public var teams: [String] { inner.teams }
    public var status: IndexStatus { inner.status }
    public func flush() throws(EngineError) -> UInt64 { try inner.flush() }
    public func merge() throws(EngineError) -> UInt64 { try inner.merge() }
    public func close() throws(EngineError) { try inner.close() }
}
