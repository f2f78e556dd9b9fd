// Owns: who and which labels a thread shows, gathered from its messages.

import Schema
import Storage

/// The people and labels of the messages gathered so far, each once, in the order they were met; of people the first few.
///
/// Both are told apart by hashes, so that nothing is copied but what is shown.
struct ThreadPeople {
    private(set) var people: [MailAddress] = []
    private(set) var labels: [String] = []
    private var knownPeople: [KeyHash] = []
    private var knownLabels: [KeyHash] = []
    private let maximumPeople: Int

    init(maximumPeople: Int) { self.maximumPeople = maximumPeople }

    mutating func add(_ message: RecordView) {
        message.forEachPerson { person in
            let hash = KeyHash(of: UnsafeRawBufferPointer(person.address))
            if let known = knownPeople.firstIndex(of: hash) {
                // Some mail names whom other mail only addresses.
                if people[known].name.isEmpty { people[known].name = person.name }
            } else if people.count < maximumPeople {
                knownPeople.append(hash)
                people.append(
                    MailAddress(name: person.name, address: String(decoding: person.address, as: UTF8.self)))
            }
        }
        message.forEachLabel { label in
            let hash = KeyHash(of: UnsafeRawBufferPointer(label))
            guard !knownLabels.contains(hash) else { return }
            knownLabels.append(hash)
            labels.append(String(decoding: label, as: UTF8.self))
        }
    }
}
