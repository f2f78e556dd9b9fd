// Owns: `parse`: what a query means, without running it.

import QueryLanguage
import Schema
import Wire

struct ParseHandler {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func answer(_ parse: Parse) throws(Problem) -> Parse.Answer {
        let reading = try QueryReading(parse.context, fields: try fields(of: parse), service: context)
        let parsed = try reading.parse(parse.query)
        return Parse.Answer(
            tree: QueryReading.tree(parsed.clause), canonical: parsed.canonical, sentence: parsed.sentence,
            warnings: reading.warnings(parsed, of: parse.query), terms: parsed.terms)
    }

    private func fields(of parse: Parse) throws(Problem) -> CustomFields {
        if let team = parse.team { return try context.fields(of: team).names }
        return CustomFields(
            parse.fields.mapValues { kind in
                switch kind {
                case .text: .text
                case .number: .number
                case .date: .date
                }
            })
    }
}
