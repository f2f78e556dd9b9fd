// Owns: remarks about a query, shown under the place they are about.
//
//   boxfish: `before:` wants a date, and `yestreday` is not one
//     before:yestreday name:Foo -stage:won
//            ~~~~~~~~~ did you mean `yesterday`?

import Wire

struct WarningPrinter {
    let style: Style

    func text(_ warning: QueryWarning, of query: String) -> String {
        text(warning.message, span: warning.span, fix: warning.fix, of: query)
    }

    /// - Parameter span: UTF-8 offsets into the query.
    func text(_ message: String, span: Range<Int>, fix: String?, of query: String) -> String {
        let line = query.split(whereSeparator: \.isNewline).joined(separator: " ")
        var result = "boxfish: \(message)\n"
        guard !line.isEmpty, line.utf8.count == query.utf8.count else { return result }
        let bytes = Array(line.utf8)
        let start = min(span.lowerBound, bytes.count)
        let end = min(max(span.upperBound, start), bytes.count)
        let before = DisplayWidth.columns(String(decoding: bytes[..<start], as: UTF8.self))
        let marked = max(1, DisplayWidth.columns(String(decoding: bytes[start..<end], as: UTF8.self)))
        result += "  \(line)\n"
        result += "  " + String(repeating: " ", count: before)
        result += style.warning(String(repeating: "~", count: marked))
        if let fix { result += fix.isEmpty ? " leave it out" : " try \(fix)" }
        return result + "\n"
    }
}
