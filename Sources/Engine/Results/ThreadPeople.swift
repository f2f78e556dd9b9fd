// Owns: who and which labels a thread shows, gathered from its messages.

import Schema

/// The people and labels of the messages gathered so far, each once, in the order they were met.
struct ThreadPeople {
    private(set) var people: [MailAddress] = []
    private(set) var labels: [String] = []
    private var places: [String: Int] = [:]

    mutating func add(_ message: RecordView) {
        message.forEachPerson { person in
            guard let known = places[person.address] else {
                places[person.address] = people.count
                people.append(person)
                return
            }
            // Some mail names whom other mail only addresses.
            if people[known].name.isEmpty { people[known].name = person.name }
        }
        for label in message.labels where !labels.contains(label) { labels.append(label) }
    }
}
