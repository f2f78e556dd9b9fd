// Owns: text longer than the terminal, shown a page at a time.

import Glibc

enum Pager {
    /// `less` where there is one, set as git sets it: quit if one screen is enough, keep colours, keep the screen.
    private static let usual = "if command -v less >/dev/null; then exec less; else exec cat; fi"

    /// Writes a text to standard output; through `$PAGER` where that is a terminal with fewer rows.
    static func show(_ text: String) {
        let output = Terminal.standardOutput
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") }
        guard output.isTerminal, let height = output.height, lines >= height, environment("TERM") != "dumb" else {
            return output.write(text)
        }
        setenv("LESS", "FRX", 0)
        setenv("LESSCHARSET", "utf-8", 0)
        // While the pager runs, Ctrl-C is its own affair.
        let previous = signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, previous) }
        guard let pager = popen(environment("PAGER") ?? usual, "w") else { return output.write(text) }
        var text = text
        _ = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, pager) }
        pclose(pager)
    }
}
