// Owns: what a person is told of a search that found nothing, or only threads whose messages meet it between them.
//
//   walnutz occurs nowhere; the nearest is walnuts, 2 items
//   emptied by before:2020-01-01; without it: 1 box · 1 thread · 3 matches
//   without hailstones: nothing
//   in trash: 1 thread · 2 matches

import Wire

struct SuggestionPrinter {
    /// The most conditions, and the most missing words, that are told.
    private static let most = 8

    static func acrossThread(_ threads: String) -> String {
        "no single message meets all of this; \(threads) do, between their messages"
    }

    let style: Style

    /// What is told on standard error where results go elsewhere; `nil` when there is nothing to tell.
    func remark(_ answer: Search.Answer) -> String? {
        if answer.isAcrossThread { return "boxfish: \(Self.acrossThread("these threads"))\n" }
        guard let suggestion = answer.suggestion else { return nil }
        return "boxfish: nothing found\n" + lines(suggestion).map { "  \($0)\n" }.joined()
    }

    /// Why nothing was found: first what to change, then what was counted.
    func lines(_ suggestion: Search.Suggestion) -> [String] {
        let missing = suggestion.missing.prefix(Self.most).map(line)
        let places = [("spam", suggestion.inSpam), ("trash", suggestion.inTrash)]
        let hidden = places.compactMap { place, total in total.map { "in \(place): \(Self.counts($0))" } }
        return missing + conditions(suggestion) + hidden
    }

    /// The condition that emptied the result, then the others in the query's order.
    private func conditions(_ suggestion: Search.Suggestion) -> [String] {
        var others = suggestion.conditions
        var lines: [String] = []
        if let place = suggestion.emptiedBy, others.indices.contains(place) {
            let condition = others.remove(at: place)
            lines.append("emptied by \(text(condition.text)); without it: \(Self.counts(condition.without))")
        }
        lines += others.map { "without \(text($0.text)): \(Self.counts($0.without))" }
        guard lines.count > Self.most else { return lines }
        return lines.prefix(Self.most)
            + ["and \(Amounts.count(lines.count - Self.most, "more condition", "more conditions"))"]
    }

    private func line(_ missing: Search.Suggestion.Missing) -> String {
        let place = missing.field.map { "in no \(CleanText.line($0))" } ?? "nowhere"
        let fact = "\(text(missing.text)) occurs \(place)"
        guard let nearest = missing.nearest else { return fact }
        let items = missing.items.map { ", " + Amounts.count($0, "item", "items") } ?? ""
        return "\(fact); the nearest is \(text(nearest))\(items)"
    }

    private func text(_ text: String) -> String { style.strong(CleanText.line(text)) }

    private static func counts(_ total: Search.Total?) -> String {
        guard let total else { return "not counted" }
        return total.items == 0 ? "nothing" : Amounts.counts(total)
    }
}

extension Search.Answer {
    /// Whether no single message meets the query and the threads do between their messages.
    var isAcrossThread: Bool { tier == "thread" }
}
