// Owns: `hello`: who answers, its limits, what its index holds.

import Engine
import Wire

struct HelloHandler {
    /// The program's version, by semver.org.
    static let version = "0.1.0"
    static let protocolVersion = 1

    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer() throws(Problem) -> Hello.Answer {
        let index = context.backend.statistics(team: nil)
        return Hello.Answer(
            name: "boxfish", version: Self.version, protocol: Self.protocolVersion,
            limits: context.configuration.limits.byName, isReadOnly: context.backend.status.isReadOnly,
            items: index.items, boxes: index.boxes, threads: index.threads, generation: index.generation)
    }
}
