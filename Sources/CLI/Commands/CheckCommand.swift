// Owns: `boxfish check`.

import ArgumentParser
import Server

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify every byte and every cross-reference of an index.",
        discussion: "Exit code 0 when all is whole, 65 when not. A running service is not disturbed.")

    @Argument(help: ArgumentHelp("The index folder.", valueName: "folder"))
    var index: String

    func run() async throws {
        try await reportingFailures {
            let report = try IndexFolder(index, now: Clock.now).check()
            for finding in report.findings {
                let place = finding.message.hasPrefix(finding.file) ? "" : finding.file + ": "
                Terminal.standardError.line("boxfish: \(place)\(finding.message)")
            }
            let parts = [
                Amounts.count(report.files, "file", "files"), Amounts.bytes(Double(report.bytes)),
                Amounts.count(report.items, "item", "items"), Amounts.count(report.terms, "term", "terms"),
                Amounts.count(report.postings, "posting", "postings"),
            ]
            Terminal.standardOutput.line("checked " + parts.joined(separator: " · "))
            guard report.isWhole else {
                throw Failure(
                    .unreadable,
                    "\(Amounts.count(report.findings.count, "finding", "findings")): the index is damaged; rebuild it with "
                        + "boxfish reindex, or put a copy in its place")
            }
            Terminal.standardOutput.line("all is whole")
        }
    }
}
