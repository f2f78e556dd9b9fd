// Owns: `boxfish backup`.

import ArgumentParser
import Server

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy an index, also while a service writes to it.",
        discussion: """
            Every record acknowledged before the backup begins is in it. Files that never change are linked where the file \
            system can, so a backup on the same one takes little room. To restore, serve the copy, or put it in the \
            index's place.
            """)

    @Argument(help: ArgumentHelp("The index folder.", valueName: "folder"))
    var index: String

    @Argument(help: ArgumentHelp("An empty folder, or one to make.", valueName: "target"))
    var target: String

    func run() async throws {
        try await reportingFailures {
            let report = try IndexFolder(index, now: Clock.now).backup(to: target)
            let parts = [
                Amounts.count(report.files, "file", "files"), Amounts.bytes(Double(report.bytes)),
                "generation \(report.generation)",
            ]
            Terminal.standardOutput.line("backed up " + parts.joined(separator: " · "))
        }
    }
}
