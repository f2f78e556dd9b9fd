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

    /// Answers a search on the calling thread, which may be an event loop, if it was answered before or turns out to be
    /// brief; else `nil`.
    func answerAtOnce(
        _ search: Search, _ handle: RequestHandle
    ) -> Result<any OperationAnswer, Problem>? {
        guard search.mayBeBrief || !answers.isOff, search.isReadAtOnce else { return nil }
        do throws(Problem) {
            return try SearchHandler(self, handle).answerAtOnce(search).map { .success($0) }
        } catch { return .failure(error) }
    }

    private func completing(
        _ completion: Completion, _ body: () throws(Problem) -> any OperationAnswer
    ) {
        do throws(Problem) { completion(.success(try body())) } catch { completion(.failure(error)) }
    }
}
