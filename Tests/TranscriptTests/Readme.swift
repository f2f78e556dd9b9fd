// Owns: the transcripts in a Markdown page: blocks that begin with ```console, commands after `$ `, what they write on a
// terminal below them, colours left out.

struct Readme {
    private let lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The page with what its commands write now.
    func played(in shell: Shell) throws -> String {
        var played: [String] = []
        var isInBlock = false
        for line in lines {
            if line.hasPrefix("```") { isInBlock = line == "```console" }
            guard isInBlock, line != "```console" else {
                played.append(line)
                continue
            }
            guard line.hasPrefix("$ ") else { continue }
            let outcome = try shell.runOnTerminal(String(line.dropFirst(2)))
            // Colours, and what was wiped: a progress bar.
            let output = outcome.output.replacing(#/\u{1B}\[[\d;]*m|[^\n]*\u{1B}\[K/#, with: "")
            played.append(line)
            played += output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
        }
        return played.joined(separator: "\n")
    }
}
