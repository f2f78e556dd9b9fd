// Owns: the program's beginning and end: what is asked, and how it is answered when the asking itself is wrong.

import ArgumentParser
import Glibc

@main
enum Program {
    static func main() async {
        Terminal.reserveStreams()
        // A reader that has gone is seen where output is written.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let topic = HelpTopic(arguments) { return Terminal.standardOutput.write(topic.text) }
        if let failure = HelpTopic.failure(arguments) { end(failure) }
        do {
            var command = try Boxfish.parseAsRoot(arguments.isEmpty ? ["--help"] : arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    private static func end(_ failure: Failure) -> Never {
        Terminal.standardError.line("boxfish: \(failure.message)")
        exit(failure.status.rawValue)
    }

    /// Help goes to standard output; a failure to standard error, led by the program's name as every failure is.
    private static func end(_ error: any Error) -> Never {
        let code = Boxfish.exitCode(for: error)
        let text = Boxfish.fullMessage(for: error)
        if code.isSuccess {
            if !text.isEmpty { Terminal.standardOutput.line(text) }
        } else if !text.isEmpty {
            Terminal.standardError.line("boxfish: " + plain(text))
        }
        exit(code.rawValue)
    }

    /// A message of the argument parser as a message of ours: without its own mark, and beginning small.
    private static func plain(_ text: String) -> String {
        let mark = "Error: "
        guard text.hasPrefix(mark) else { return text }
        let message = text.dropFirst(mark.count)
        let second = message.dropFirst().first
        guard second?.isLowercase == true else { return String(message) }
        return message.prefix(1).lowercased() + message.dropFirst()
    }
}
