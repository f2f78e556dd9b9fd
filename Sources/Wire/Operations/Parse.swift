// Owns: `parse`: what a query means, without running it.

public struct Parse: OperationRequest, Hashable {
    public static let operation = Operation.parse
    public var request: Request { .parse(self) }

    public enum FieldKindWord: String, Sendable, CaseIterable {
        case text, number, date
    }

    public var query: String
    public var context = QueryKeys()
    /// Whose custom fields count; without one, ``fields`` do.
    public var team: String?
    /// Custom fields by name.
    public var fields: [String: FieldKindWord] = [:]

    public init(query: String) { self.query = query }

    public init(_ keys: inout RequestKeys) throws(Problem) {
        query = try keys.string("q") ?? ""
        context = try QueryKeys(&keys)
        team = try keys.string("team")
        guard let value = keys.value("fields") else { return }
        let wanted = "`fields` must be an object of names to \"text\", \"number\" or \"date\""
        guard let members = value.members else { throw Problem(.badRequest, wanted, field: "fields") }
        guard team == nil else {
            throw Problem(.badRequest, "`fields` and `team` exclude each other; give one", field: "fields")
        }
        for member in members {
            guard let kind = member.value.string.flatMap(FieldKindWord.init(rawValue:)) else {
                throw Problem(.badRequest, wanted, field: "fields")
            }
            fields[member.name] = kind
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.member("q", query)
        context.write(to: &writer)
        writer.member("team", team)
        guard !fields.isEmpty else { return }
        writer.name("fields")
        writer.object { writer in
            for (name, kind) in fields.sorted(by: { $0.key < $1.key }) { writer.member(name, kind.rawValue) }
        }
    }

    public struct Answer: OperationAnswer, Hashable {
        /// The canonical structure.
        public var tree: JSONValue
        /// Text that parses back to the same tree.
        public var canonical: String
        /// The query in plain English.
        public var sentence: String
        public var warnings: [QueryWarning]
        /// The words to highlight.
        public var terms: [String]

        public init(tree: JSONValue, canonical: String, sentence: String, warnings: [QueryWarning], terms: [String]) {
            self.tree = tree
            self.canonical = canonical
            self.sentence = sentence
            self.warnings = warnings
            self.terms = terms
        }

        public func write(to writer: inout JSONWriter) {
            writer.member("tree", tree)
            writer.member("canonical", canonical)
            writer.member("sentence", sentence)
            writer.name("warnings")
            writer.array(warnings) { $1.write(to: &$0) }
            writer.member("terms", terms)
        }

        public init(_ answer: JSONValue) throws(Problem) {
            tree = try answer.need("tree") { $0 }
            canonical = try answer.needString("canonical")
            sentence = try answer.needString("sentence")
            warnings = try answer.list("warnings", QueryWarning.init)
            terms = answer.strings("terms")
        }
    }
}
