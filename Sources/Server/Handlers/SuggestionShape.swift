// Owns: why a search found nothing, in the wire's shapes.

import Engine
import QueryLanguage
import Schema
import Wire

extension ResultShape {
    /// The engine's suggestion, its conditions as they can be typed.
    func suggestion(_ found: SearchSuggestion, of parsed: ParsedQuery) -> Search.Suggestion {
        let words = found.words.map { missing($0.field?.name, $0.text, $0.nearest) }
        let values = found.values.map { missing($0.field.name, $0.text, $0.nearest) }
        return Search.Suggestion(
            conditions: found.conditions.map { condition in
                Search.Suggestion.Condition(
                    text: parsed.text(ofPart: condition.clause), without: condition.hits.map(total))
            },
            emptiedBy: found.emptiedBy, missing: words + values, inSpam: found.inSpam.flatMap(some),
            inTrash: found.inTrash.flatMap(some))
    }

    /// What there is, unless it is nothing.
    private func some(_ totals: ResultTotals) -> Search.Total? { totals.items > 0 ? total(totals) : nil }

    private func missing(
        _ field: String?, _ text: String, _ nearest: SearchSuggestion.Replacement?
    ) -> Search.Suggestion.Missing {
        Search.Suggestion.Missing(field: field, text: text, nearest: nearest?.text, items: nearest?.items)
    }

    func total(_ totals: ResultTotals) -> Search.Total {
        Search.Total(boxes: totals.boxes, threads: totals.threads, items: totals.items, isExact: totals.isExact)
    }
}
