// Owns: what an answer says when a search finds nothing.

extension Search {
    /// Why a search found nothing, as far as that could be found out at the search's own cost.
    public struct Suggestion: Hashable, Sendable {
        /// One of several conditions that had to hold together.
        public struct Condition: Hashable, Sendable {
            /// The condition as it can be typed.
            public var text: String
            /// What would be found without it, up to 10,000 items; `nil` when it was not counted.
            public var without: Total?

            public init(text: String, without: Total?) {
                self.text = text
                self.without = without
            }
        }

        /// Something that was asked for and does not occur.
        public struct Missing: Hashable, Sendable {
            /// The field it was asked for in; `nil`: anywhere.
            public var field: String?
            public var text: String
            /// The nearest thing that does occur, and how many items have it.
            public var nearest: String?
            public var items: Int?

            public init(field: String?, text: String, nearest: String?, items: Int?) {
                self.field = field
                self.text = text
                self.nearest = nearest
                self.items = items
            }
        }

        /// In the order of the query; empty when there is only one.
        public var conditions: [Condition]
        /// The place in `conditions` of the one whose absence brings most; `nil` when none alone brings any.
        public var emptiedBy: Int?
        /// Words, and whole values such as labels and stages.
        public var missing: [Missing]
        /// What would be found in spam and in trash; `nil` when that is nothing, or the query asks for them.
        public var inSpam: Total?
        public var inTrash: Total?

        public init(
            conditions: [Condition] = [], emptiedBy: Int? = nil, missing: [Missing] = [], inSpam: Total? = nil,
            inTrash: Total? = nil
        ) {
            self.conditions = conditions
            self.emptiedBy = emptiedBy
            self.missing = missing
            self.inSpam = inSpam
            self.inTrash = inTrash
        }

        public func write(to writer: inout JSONWriter) {
            writer.object { writer in
                writer.name("conditions")
                writer.array(conditions) { writer, condition in
                    writer.object { writer in
                        writer.member("text", condition.text)
                        Self.write(condition.without, "without", to: &writer)
                    }
                }
                writer.member("emptied_by", emptiedBy)
                writer.name("missing")
                writer.array(missing) { writer, missing in
                    writer.object { writer in
                        writer.member("field", missing.field)
                        writer.member("text", missing.text)
                        writer.member("nearest", missing.nearest)
                        writer.member("items", missing.items)
                    }
                }
                Self.write(inSpam, "in_spam", to: &writer)
                Self.write(inTrash, "in_trash", to: &writer)
            }
        }

        private static func write(_ total: Total?, _ name: String, to writer: inout JSONWriter) {
            guard let total else { return }
            writer.name(name)
            total.write(to: &writer)
        }

        init(_ value: JSONValue) throws(Problem) {
            conditions = try value.list("conditions") { condition throws(Problem) in
                Condition(text: try condition.needString("text"), without: try Self.total("without", of: condition))
            }
            emptiedBy = value["emptied_by"]?.int
            missing = try value.list("missing") { missing throws(Problem) in
                Missing(
                    field: missing["field"]?.string, text: try missing.needString("text"),
                    nearest: missing["nearest"]?.string, items: missing["items"]?.int)
            }
            inSpam = try Self.total("in_spam", of: value)
            inTrash = try Self.total("in_trash", of: value)
        }

        private static func total(_ name: String, of value: JSONValue) throws(Problem) -> Total? {
            guard let total = value[name] else { return nil }
            return try Total(total)
        }
    }
}
