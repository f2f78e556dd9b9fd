// Owns: `get`: a record as it was put.

import Engine
import Schema
import Wire

struct GetHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer(_ get: Get) throws(Problem) -> Get.Answer {
        let key = try DocumentKey(team: get.team, kindName: get.kind, id: get.id)
        let stored: StoredDocument?
        do { stored = try context.backend.get(key) } catch { throw Problem(error) }
        guard let stored else { throw Problem(notFound: key) }
        return Get.Answer(record: JSONValue(stored.record), version: stored.version)
    }
}
