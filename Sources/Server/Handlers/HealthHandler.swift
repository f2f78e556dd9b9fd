// Owns: `health`: whether all is well.

import Engine
import Wire

struct HealthHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer() -> Health.Answer {
        let reasons = context.backend.status.reasons
        return Health.Answer(status: reasons.isEmpty ? .ok : .degraded, reasons: reasons)
    }
}
