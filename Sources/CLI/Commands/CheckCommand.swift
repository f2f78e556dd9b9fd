// Owns: `boxfish check`.

import ArgumentParser
import Server
import Wire

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify every byte and every cross-reference of an index.",
        discussion: """
            Verified are all checksums, the order and bounds of all lists, that keys, counts and columns fit each other, and \
            that the index has some items of each segment as their records say. Exit code 0 when all is whole, 65 when not; \
            others as in `boxfish help exit-codes`. A running service is not disturbed.

            With --repair, damaged files are set aside as damaged-NAME, never deleted, and what is left is made an index \
            again. What was lost is said, so that it can be applied again from a snapshot; the exit code is 65 when \
            anything was. No service may run.
            """)

    @Argument(help: ArgumentHelp("The index folder.", valueName: "folder"))
    var index: String

    @Flag(help: "Set damaged files aside and make an index of the rest.")
    var repair = false

    @Flag(
        help: """
            JSON, an object a line: each {"finding":…}, last {"summary":…}; where a repair lost something, each {"loss":…}, \
            last {"repair":…}.
            """)
    var json = false

    func run() async throws {
        try await reportingFailures {
            if repair { try repairIndex() }
            try check()
        }
    }

    // MARK: Repairing

    private func repairIndex() throws {
        let report = try IndexFolder(index, now: Clock.now).repair()
        for loss in report.losses { tell(loss) }
        guard !report.isWhole else {
            if !json { Terminal.standardOutput.line("nothing to repair") }
            return
        }
        let parts = [
            Amounts.count(report.keptSegments, "segment", "segments") + " kept",
            Amounts.count(report.items, "item", "items"),
            Amounts.count(report.salvagedRecords, "log record", "log records") + " behind damage applied again",
        ]
        if json {
            line("repair") { writer in
                writer.member("losses", report.losses.count)
                writer.member("kept_segments", report.keptSegments)
                writer.member("items", report.items)
                writer.member("salvaged_records", report.salvagedRecords)
            }
        } else {
            Terminal.standardOutput.line("repaired " + parts.joined(separator: " · "))
        }
        let lost = Amounts.count(report.losses.count, "file was", "files were")
        throw Failure(.unreadable, "\(lost) lost: apply again from a snapshot what was held there")
    }

    private func tell(_ loss: IndexFolder.Loss) {
        guard !json else {
            return line("loss") { writer in
                writer.member("file", loss.file)
                writer.member("set_aside", loss.isSetAside)
                writer.member("reason", loss.reason)
                if !loss.content.isEmpty { writer.member("content", loss.content) }
            }
        }
        let content = loss.content.isEmpty ? "" : " (it held \(loss.content))"
        let fate = loss.isSetAside ? "set aside" : "missing"
        Terminal.standardError.line("boxfish: \(loss.file) is \(fate)\(content): \(loss.reason)")
    }

    // MARK: Checking

    private func check() throws {
        let report = try IndexFolder(index, now: Clock.now).check()
        if json { tellJSON(report) } else { tell(report) }
        guard report.isWhole else {
            let count = Amounts.count(report.findings.count, "finding", "findings")
            throw Failure(.unreadable, "\(count): \(Self.verdict(on: Set(report.findings.map(\.kind))))")
        }
        if !json { Terminal.standardOutput.line("all is whole") }
    }

    private static func verdict(on kinds: Set<IndexFolder.Finding.Kind>) -> String {
        switch kinds {
        case [.newerFormat]: "the index is of a newer format than this boxfish reads; use a newer one"
        case [.olderFormat]: "the index is of an older format; reindex from a snapshot into another folder"
        case [.newerFormat, .olderFormat]: "files are of formats that this boxfish does not read"
        case [.disagreement]:
            "it was written by another version of boxfish, libicu or libstemmer, or wrong; reindex from a snapshot"
        case _ where !kinds.contains(.damage): "reindex from a snapshot into another folder"
        default: "the index is damaged; \(IndexFolder.damageRemedy)"
        }
    }

    private func tell(_ report: IndexFolder.Check) {
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
    }

    private func tellJSON(_ report: IndexFolder.Check) {
        for finding in report.findings {
            line("finding") { writer in
                writer.member("file", finding.file)
                writer.member("kind", finding.kind.rawValue)
                writer.member("message", finding.message)
            }
        }
        line("summary") { writer in
            writer.member("whole", report.isWhole)
            for (name, count) in [
                ("findings", report.findings.count), ("files", report.files), ("bytes", report.bytes),
                ("items", report.items), ("terms", report.terms), ("postings", report.postings),
            ] { writer.member(name, count) }
        }
    }

    private func line(_ name: String, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name(name)
            writer.object(members)
        }
        Terminal.standardOutput.line(String(decoding: writer.bytes, as: UTF8.self))
    }
}
