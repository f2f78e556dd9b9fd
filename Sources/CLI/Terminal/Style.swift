// Owns: colour: when, and which.

import ArgumentParser

/// When to colour.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never

    /// `NO_COLOR` (no-color.org), `CLICOLOR_FORCE` and `TERM=dumb` are heeded.
    func isOn(for terminal: Terminal) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            if environment("NO_COLOR") != nil { return false }
            return isForced || terminal.isTerminal && environment("TERM") != "dumb"
        }
    }

    /// Whether a pipe is to be treated as the terminal that it leads to.
    var isForced: Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto: return environment("CLICOLOR_FORCE").map { $0 != "0" } ?? false
        }
    }
}

/// Paints text, or leaves it as it is.
struct Style: Sendable {
    let isOn: Bool

    private func painted(_ text: String, _ code: String) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    func strong(_ text: String) -> String { painted(text, "1") }
    func faint(_ text: String) -> String { painted(text, "2") }
    func match(_ text: String) -> String { painted(text, "1;33") }
    func warning(_ text: String) -> String { painted(text, "35") }
    func number(_ text: String) -> String { painted(text, "36") }
    func name(_ text: String) -> String { painted(text, "34;1") }
    func string(_ text: String) -> String { painted(text, "32") }

    /// A text with its matches bright. - Parameter spans: UTF-8 offsets, ascending and disjoint.
    func highlighted(_ text: String, _ spans: [Range<Int>]) -> String {
        guard isOn else { return text }
        let bytes = Array(text.utf8)
        var result = ""
        var at = 0
        for span in spans where span.lowerBound >= at && span.upperBound <= bytes.count {
            result += String(decoding: bytes[at..<span.lowerBound], as: UTF8.self)
            result += match(String(decoding: bytes[span], as: UTF8.self))
            at = span.upperBound
        }
        return result + String(decoding: bytes[at...], as: UTF8.self)
    }
}
