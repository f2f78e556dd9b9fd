// Owns: `flush` and `merge`: an administrator's work on the index's files.

import Engine
import Wire

/// `flush` and `merge`. Whoever may connect is the owner or root, and so an administrator.
struct MaintenanceHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func flush() throws(Problem) -> GenerationAnswer {
        do { return GenerationAnswer(generation: try context.backend.flush()) } catch { throw Problem(error) }
    }

    func merge() throws(Problem) -> GenerationAnswer {
        do { return GenerationAnswer(generation: try context.backend.merge()) } catch { throw Problem(error) }
    }
}
