// Owns: a backend whose searches and writes wait until a test lets them go on.

import Engine
import Foundation
import Schema

/// Stands before a real backend. While the gate is closed, searches and writes wait at it.
public final class GatedBackend: ForwardingBackend, @unchecked Sendable {
    public let inner: any Backend
    private let condition = NSCondition()
    // Guarded by the condition.
    private var isOpen: Bool
    private var waiting = 0

    public init(_ inner: any Backend, isOpen: Bool = false) {
        self.inner = inner
        self.isOpen = isOpen
    }

    private func pass() {
        condition.lock()
        waiting += 1
        condition.broadcast()
        while !isOpen { condition.wait() }
        waiting -= 1
        condition.unlock()
    }

    /// Lets everything that waits, and what comes, go on.
    public func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    /// Lets nothing more go on.
    public func shut() {
        condition.lock()
        isOpen = false
        condition.unlock()
    }

    /// Waits until so many requests stand at the gate.
    public func waitForWaiting(_ count: Int) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [self] in
                condition.lock()
                while waiting < count { condition.wait() }
                condition.unlock()
                continuation.resume()
            }
        }
    }

    public func apply(_ batch: [Document]) throws(EngineError) -> AppliedBatch {
        pass()
        return try inner.apply(batch)
    }

    public func submit(
        _ batch: [Document], _ completion: @escaping @Sendable (Result<AppliedBatch, EngineError>) -> Void
    ) {
        pass()
        inner.submit(batch, completion)
    }

    /// What was cancelled or is late while it waited is found out by the backend behind the gate.
    public func search(_ request: SearchRequest) throws(EngineError) -> SearchResults {
        pass()
        return try inner.search(request)
    }
}
