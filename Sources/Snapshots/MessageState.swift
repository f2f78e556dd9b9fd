// Owns: labels to what `in:`, `is:`, `category:` and `label:` ask for.

import Schema

/// The states that a message's labels say.
struct MessageState {
    private let labels: [String]

    init(labels: [String]) { self.labels = labels.map(Keyword.normalized) }

    private static let places: Set<String> = ["inbox", "sent", "trash", "spam", "draft", "drafts"]
    private static let flags: Set<String> = ["starred", "important", "muted", "snoozed", "unread"]
    /// Gmail's kinds of stars.
    private static let stars: Set<String> = [
        "yellow-star", "orange-star", "red-star", "purple-star", "blue-star", "green-star", "red-bang",
        "orange-guillemet", "yellow-bang", "green-check", "blue-info", "purple-question",
    ]
    private static let categories: Set<String> = [
        "primary", "social", "promotions", "updates", "forums", "reservations", "purchases",
    ]

    func add(to document: inout Document) {
        var isUserLabelled = false
        for label in labels where !label.isEmpty {
            document.add(.label, keyword: label)
            document.add(.in, keyword: label)
            if label == "draft" { document.add(.in, keyword: "drafts") }
            if label == "drafts" { document.add(.in, keyword: "draft") }
            if Self.flags.contains(label) { document.add(.is, keyword: label) }
            let category = label.hasPrefix("category-") ? String(label.dropFirst(9)) : label
            if Self.categories.contains(category) { document.add(.category, keyword: category) }
            if Self.stars.contains(label) { document.add(.has, keyword: label) }
            let isStarOrState =
                Self.places.contains(label) || Self.flags.contains(label) || Self.categories.contains(category)
                || Self.stars.contains(label)
            if !isStarOrState { isUserLabelled = true }
        }
        if !labels.contains("unread") { document.add(.is, keyword: "read") }
        if Self.places.isDisjoint(with: labels) { document.add(.in, keyword: "archive") }
        if isUserLabelled {
            document.add(.has, keyword: "userlabels")
        } else {
            document.add(.has, keyword: "nouserlabels")
        }
        if labels.contains("starred") || !Self.stars.isDisjoint(with: labels) { document.add(.has, keyword: "stars") }
    }
}
