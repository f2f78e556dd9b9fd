// Owns: what a transcript may not depend on, and the marks that stand for it.

/// The rules, in order:
///
///     12.7 ms · 412 µs · 2.1 s              TIME            how long it took
///     "took_us":412                         "took_us":N
///     "ts":"2025-…Z"                        "ts":"TIME"     the clock, in logs
///     648.6 kB                              SIZE            how well the format packs
///     12,345 terms · 50,001 postings        N terms         what analysis makes of the words
///     15.309341 at a line's end after a tab SCORE           how the ranking is tuned; so are
///     "score":15.309341                     "score":N
///     "value":15.309341                     "value":N
///     9.4956 at a line's start, with 4 places N
///     process 4470                          process N
///     "bytes":645044                        "bytes":N       how well the format packs
///     checksum 1656468382, got 1095690554   checksum N, got N   how well the format packs
///     --cursor 1-2-d764384d · "cursor":"…"  CURSOR          when the list was begun
///     in 2 segments                         in N segments   how many threads there were
///     boxfish: indexing 43% …               left out        lines of progress: how many depends on the time
///     what stood on a line before the terminal wiped it     left out
enum Masks {
    static func masked(_ text: String) -> String {
        var text = text
        text.replace(#/\b\d+(\.\d)? (µs|ms|s)\b/#, with: "TIME")
        text.replace(#/"took_us"((?:\u{1B}\[0m)?):\d+/#) { "\"took_us\"\($0.output.1):N" }
        text.replace(#/"ts":"[^"]*"/#, with: #""ts":"TIME""#)
        text.replace(#/\b\d+(\.\d)? (B|kB|MB|GB)\b/#, with: "SIZE")
        text.replace(#/\b[\d,]+ (terms?|postings?)\b/#) { "N \($0.output.1)" }
        text.replace(#/\t-?\d+\.\d+(e-?\d+)?$/#.anchorsMatchLineEndings(), with: "\tSCORE")
        text.replace(#/"(score|value)":-?\d+(\.\d+)?(e-?\d+)?/#) { "\"\($0.output.1)\":N" }
        text.replace(#/^( *(\u{1B}\[36m)?)-?\d+\.\d{4}/#.anchorsMatchLineEndings()) { "\($0.output.1)N" }
        text.replace(#/\bprocess \d+/#, with: "process N")
        text.replace(#/checksum \d+, got \d+/#, with: "checksum N, got N")
        text.replace(#/"bytes":\d+/#, with: #""bytes":N"#)
        text.replace(#/more: --cursor \S+?(\u{1B}|$)/#.anchorsMatchLineEndings()) {
            "more: --cursor CURSOR\($0.output.1)"
        }
        text.replace(#/"cursor":"[^"]*"/#, with: #""cursor":"CURSOR""#)
        text.replace(#/\bin \d+ segments?\b/#, with: "in N segments")
        text.replace(#/^boxfish: indexing .*\n/#.anchorsMatchLineEndings(), with: "")
        text.replace(#/[^\n]*\u{1B}\[K/#, with: "")
        return text
    }
}
