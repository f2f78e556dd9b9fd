// Owns: a backend that fails as a test says.

import Engine
import Schema

/// Stands before a real backend and fails every search, write and look-up.
public struct FailingBackend: Backend {
    private let inner: any Backend
    private let error: EngineError

    public init(_ inner: any Backend, _ error: EngineError) {
        self.inner = inner
        self.error = error
    }

    public func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch { throw error }
    public func submit(
        _ batch: [Document], _ completion: @escaping @Sendable (Result<AppliedBatch, EngineError>) -> Void
    ) {
        completion(.failure(error))
    }
    public func search(_ request: SearchRequest) throws(EngineError) -> SearchResults { throw error }
    public func keep(generation: UInt64) -> Bool { false }
    public func explain(_ request: SearchRequest, item: DocumentKey) throws(EngineError) -> Explanation? { throw error }
    public func get(_ key: DocumentKey) throws(EngineError) -> StoredDocument? { throw error }
    public func customFields(team: String) throws(EngineError) -> [String: FieldKind] { throw error }
    public func statistics(team: String?) -> IndexStatistics { inner.statistics(team: team) }
    public var teams: [String] { inner.teams }
    public var status: IndexStatus {
        var status = inner.status
        status.reasons = ["\(error)"]
        return status
    }
    public func flush() throws(EngineError) -> UInt64 { throw error }
    public func merge() throws(EngineError) -> UInt64 { throw error }
    public func close() throws(EngineError) { try inner.close() }
}
