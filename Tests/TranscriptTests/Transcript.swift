// Owns: the form of a transcript: what is typed, and what must come of it.
//
//   transcript = { prose | step }
//   step       = prompt command { "> " continuation } { "  " output } { "! " error } [ "? " code ]
//   prompt     = "$ " (the streams are files)  |  "% " (a terminal, 80 columns wide, both streams on it)
//
// A code of 0 is left out. A control character is shown by its picture (␛, ␍), an empty line of output by ␤. What may
// differ from run to run is masked (Masks.swift).

struct Transcript: Equatable {
    struct Step: Equatable {
        /// The lines before the command.
        var prose: [String] = []
        var isOnTerminal = false
        var command: [String] = []
        var output: [String] = []
        var errors: [String] = []
        var code: Int32 = 0
    }

    var steps: [Step] = []
    /// The lines after the last step.
    var rest: [String] = []

    init(_ text: String) {
        var prose: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let content = String(line.dropFirst(2))
            switch line.prefix(2) {
            case "$ ", "% ":
                steps.append(Step(prose: prose, isOnTerminal: line.hasPrefix("%"), command: [content]))
                prose = []
            case "> " where !steps.isEmpty: steps[steps.count - 1].command.append(content)
            case "  " where !steps.isEmpty: steps[steps.count - 1].output.append(content)
            case "! " where !steps.isEmpty: steps[steps.count - 1].errors.append(content)
            case "? " where !steps.isEmpty: steps[steps.count - 1].code = Int32(content) ?? -1
            default: prose.append(line)
            }
        }
        rest = prose
    }

    var text: String {
        var lines: [String] = []
        for step in steps {
            lines += step.prose
            lines.append((step.isOnTerminal ? "% " : "$ ") + step.command[0])
            lines += step.command.dropFirst().map { "> " + $0 }
            lines += step.output.map { "  " + $0 }
            lines += step.errors.map { "! " + $0 }
            if step.code != 0 { lines.append("? \(step.code)") }
        }
        return (lines + rest).joined(separator: "\n")
    }

    /// The same commands with what they come to now.
    func played(in shell: Shell) throws -> Transcript {
        var played = self
        for index in steps.indices {
            let command = steps[index].command.joined(separator: "\n")
            let outcome = try steps[index].isOnTerminal ? shell.runOnTerminal(command) : shell.run(command)
            played.steps[index].output = Self.lines(outcome.output)
            played.steps[index].errors = Self.lines(outcome.errors)
            played.steps[index].code = outcome.code
        }
        return played
    }

    private static func lines(_ text: String) -> [String] {
        var lines = Masks.masked(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines.map { line in
            guard !line.isEmpty else { return "␤" }
            var shown = String.UnicodeScalarView()
            for scalar in line.unicodeScalars {
                let isControl = scalar.value < 0x20 && scalar != "\t"
                shown.append(isControl ? Unicode.Scalar(0x2400 + scalar.value) ?? scalar : scalar)
            }
            return String(shown)
        }
    }

    /// The first line in which two texts differ, for people.
    static func difference(_ expected: String, _ got: String) -> String {
        let expected = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let got = got.split(separator: "\n", omittingEmptySubsequences: false)
        let same = zip(expected, got).prefix { $0 == $1 }.count
        func line(_ lines: [Substring]) -> String { same < lines.count ? String(lines[same]) : "(its end)" }
        return "line \(same + 1):\n  expected \(line(expected))\n  got      \(line(got))"
    }
}
