// Owns: which handler answers which operation.

import Wire

extension ServiceContext {
    typealias Completion = @Sendable (Result<any OperationAnswer, Problem>) -> Void

    /// Answers a request: on the calling thread, but for writes, whose completion comes from the index's own.
    func answer(_ request: Request, _ handle: RequestHandle, _ completion: @escaping Completion) {
        switch request {
        case .put(let put): WriteHandler(self).begin(put, completion)
        case .delete(let delete): WriteHandler(self).begin(delete, completion)
        case .hello: completing(completion) { () throws(Problem) in try HelloHandler(self).answer() }
        case .search(let search):
            completing(completion) { () throws(Problem) in try SearchHandler(self, handle).answer(search) }
        case .parse(let parse): completing(completion) { () throws(Problem) in try ParseHandler(self).answer(parse) }
        case .explain(let explain):
            completing(completion) { () throws(Problem) in try ExplainHandler(self, handle).answer(explain) }
        case .get(let get): completing(completion) { () throws(Problem) in try GetHandler(self).answer(get) }
        case .stats(let stats): completion(.success(StatsHandler(self).answer(stats)))
        case .health: completion(.success(HealthHandler(self).answer()))
        case .flush: completing(completion) { () throws(Problem) in try MaintenanceHandler(self).flush() }
        case .merge: completing(completion) { () throws(Problem) in try MaintenanceHandler(self).merge() }
        // A connection answers `cancel` itself: only it knows what is under way.
        case .cancel: completion(.success(Cancel.Answer(cancelled: false)))
        }
    }

    private func completing(
        _ completion: Completion, _ body: () throws(Problem) -> any OperationAnswer
    ) {
        do throws(Problem) { completion(.success(try body())) } catch { completion(.failure(error)) }
    }
}
