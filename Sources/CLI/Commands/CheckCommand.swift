// Owns: `boxfish check`.

import ArgumentParser
import Server

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify every byte and every cross-reference of an index.",
        discussion: """
            Exit code 0 when all is whole, 65 when not. A running service is not disturbed.

            With --repair, damaged files are set aside as damaged-NAME, never deleted, and what is left is made an index \
            again. What was lost is said, so that it can be applied again from a snapshot; the exit code is 65 when \
            anything was. No service may run.
            """)

    @Argument(help: ArgumentHelp("The index folder.", valueName: "folder"))
    var index: String

    @Flag(help: "Set damaged files aside and make an index of the rest.")
    var repair = false

    func run() async throws {
        try await reportingFailures {
            if repair { try repairIndex() }
            try check()
        }
    }

    private func repairIndex() throws {
        let report = try IndexFolder(index, now: Clock.now).repair()
        for loss in report.losses {
            let content = loss.content.isEmpty ? "" : " (it held \(loss.content))"
            let fate = loss.isSetAside ? "set aside" : "missing"
            Terminal.standardError.line("boxfish: \(loss.file) is \(fate)\(content): \(loss.reason)")
        }
        guard !report.isWhole else { return Terminal.standardOutput.line("nothing to repair") }
        let parts = [
            Amounts.count(report.keptSegments, "segment", "segments") + " kept",
            Amounts.count(report.items, "item", "items"),
            Amounts.count(report.salvagedRecords, "log record", "log records") + " behind damage applied again",
        ]
        Terminal.standardOutput.line("repaired " + parts.joined(separator: " · "))
        let lost = Amounts.count(report.losses.count, "file was", "files were")
        throw Failure(.unreadable, "\(lost) lost: apply again from a snapshot what was held there")
    }

    private func check() throws {
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
            let count = Amounts.count(report.findings.count, "finding", "findings")
            let verdict =
                switch Set(report.findings.map(\.kind)) {
                case [.newerFormat]: "the index is of a newer format than this boxfish reads; use a newer one"
                case [.olderFormat]: "the index is of an older format; reindex from a snapshot into another folder"
                case [.newerFormat, .olderFormat]: "files are of formats that this boxfish does not read"
                default: "the index is damaged; \(IndexFolder.damageRemedy)"
                }
            throw Failure(.unreadable, "\(count): \(verdict)")
        }
        Terminal.standardOutput.line("all is whole")
    }
}
