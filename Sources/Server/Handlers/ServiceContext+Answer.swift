// Owns: which handler answers which operation.

import Wire

extension ServiceContext {
    /// Answers a request on the calling thread.
    func answer(_ request: Request, _ handle: RequestHandle) throws(Problem) -> any OperationAnswer {
        switch request {
        case .hello: try HelloHandler(self).answer()
        case .search(let search): try SearchHandler(self, handle).answer(search)
        case .parse(let parse): try ParseHandler(self).answer(parse)
        case .explain(let explain): try ExplainHandler(self, handle).answer(explain)
        case .get(let get): try GetHandler(self).answer(get)
        case .put(let put): try WriteHandler(self).answer(put)
        case .delete(let delete): try WriteHandler(self).answer(delete)
        case .stats(let stats): StatsHandler(self).answer(stats)
        case .health: HealthHandler(self).answer()
        case .flush: try MaintenanceHandler(self).flush()
        case .merge: try MaintenanceHandler(self).merge()
        // A connection answers `cancel` itself: only it knows what is under way.
        case .cancel: Cancel.Answer(cancelled: false)
        }
    }
}
