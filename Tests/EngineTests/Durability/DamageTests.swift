// Properties, for every kind of file, with flipped bits, zeroed pages, cuts, garbage at the end, missing files, files of an
// older generation or of another index, and files that have changed places:
// 1. The checker reports the damage, by the file's name.
// 2. Opening the index, or the search or `get` that touches the place, fails with an error that names the file; every
//    other answer is that of the undamaged index. Nothing traps and nothing hangs.
// 3. Where opening to write fails, no file is changed or removed.
// 4. A log whose damage begins in its last record, or behind it, loses that record at most; one with a good record after
//    the damage is refused; one that is cut or blanked to its end answers as the records before that place do. A log that
//    is missing is missed, and a repair makes another.

import Schema
import Storage
import TestSupport
import Testing

@testable import Engine

@Suite struct DamageTests {
    /// The file that an error names; `nil` when it names none.
    private func file(_ error: EngineError) -> String? {
        switch error {
        case .storage(.corrupt(let file, _, _, _)): file
        case .storage(.tooOld(let file, _, _)), .storage(.tooNew(let file, _, _)): file
        case .storage(.io(_, let path, _)): path.split(separator: "/").last.map(String.init)
        case .storage(.notAnIndex), .storage(.manifestLost): Manifest.fileName
        default: nil
        }
    }

    private func isNamed(_ error: EngineError, _ names: [String]) -> Bool {
        file(error).map { names.isEmpty || names.contains($0) } ?? false
    }

    private func open(_ files: [String: [UInt8]], readOnly: Bool = true) -> Result<NativeBackend, EngineError> {
        do throws(EngineError) {
            return .success(
                try NativeBackend(FaultyDirectory(files: files), options: DamagedIndex.options(), readOnly: readOnly))
        } catch { return .failure(error) }
    }

    private func findings(_ files: [String: [UInt8]]) -> Result<[IndexChecker.Finding], EngineError> {
        do throws(EngineError) {
            return .success(try IndexChecker(FaultyDirectory(files: files)).check().findings)
        } catch { return .failure(error) }
    }

    @Test(arguments: [FileKind.manifest, .segment, .live], [1] as [UInt64])
    func damageIsNamedAndNeverServed(kind: FileKind, seed: UInt64) throws {
        let index = try DamagedIndex(seed: seed)
        let whole = index.answers.last ?? []
        let cases = index.cases(kind, seed: seed)
        #expect(cases.count >= 80, "only \(cases.count) cases")
        for damaged in cases {
            let what = "seed \(seed), \(damaged.what)"
            switch findings(damaged.files) {
            case .success(let findings):
                #expect(
                    findings.contains { damaged.names.isEmpty || damaged.names.contains($0.file) },
                    "\(what): found \(findings)")
            case .failure(let error): #expect(isNamed(error, damaged.names), "\(what): \(error)")
            }
            switch open(damaged.files) {
            case .failure(let error): #expect(isNamed(error, damaged.names), "\(what): \(error)")
            case .success(let opened):
                #expect(!damaged.names.isEmpty, "\(what): opened")
                for (question, (answer, expected)) in zip(index.ask(opened), whole).enumerated() {
                    switch answer {
                    case .success(let text): #expect(text == expected, "\(what), question \(question)")
                    case .failure(let error):
                        #expect(isNamed(error, damaged.names), "\(what), question \(question): \(error)")
                    }
                }
            }
            try checkNothingIsTouched(damaged, what)
        }
    }

    /// Opening to write either works or leaves the folder alone.
    private func checkNothingIsTouched(_ damaged: DamagedIndex.Case, _ what: String) throws {
        let directory = FaultyDirectory(files: damaged.files)
        let opened = try? NativeBackend(directory, options: DamagedIndex.options(), create: false)
        guard opened == nil else { return }
        let left = directory.contents.filter { $0.key != "lock" }
        #expect(left == damaged.files.filter { $0.key != "lock" }, "\(what)")
    }

    @Test(arguments: [1, 2] as [UInt64]) func damagedLogsAnswerAsTheirBeginningDoes(seed: UInt64) throws {
        let index = try DamagedIndex(seed: seed)
        let cases = index.cases(.log, seed: seed)
        #expect(cases.count >= 80, "only \(cases.count) cases")
        for damaged in cases {
            let what = "seed \(seed), \(damaged.what)"
            let isWholeToTheChecker = (try? findings(damaged.files).get().isEmpty) ?? false
            // A good record after the damage: it is no torn tail.
            let mustBeRefused =
                damaged.files[index.log] == nil
                || damaged.files[index.log]?.count == index.files[index.log]?.count
                    && index.records.dropLast().contains { $0 >= damaged.range.upperBound }
            switch open(damaged.files) {
            case .failure(let error):
                #expect(file(error).map(FileKind.log.includes) ?? false, "\(what): \(error)")
                #expect(!isWholeToTheChecker, "\(what)")
            case .success(let opened):
                #expect(isWholeToTheChecker && !mustBeRefused, "\(what)")
                let answers = try index.ask(opened).map { try $0.get() }
                let kept = index.records.dropFirst().count { $0 <= damaged.range.lowerBound }
                #expect(answers == index.answers[kept], "\(what)")
            }
            try checkNothingIsTouched(damaged, what)
        }
    }

    @Test func aLostLogIsMissedUntilTheIndexIsRepaired() throws {
        let index = try DamagedIndex(seed: 4)
        let directory = FaultyDirectory(files: index.files.filter { !FileKind.log.includes($0.key) })
        #expect(throws: EngineError.self) { try NativeBackend(directory, options: DamagedIndex.options()) }
        let report = try IndexRepair(directory, options: DamagedIndex.options()).run()
        #expect(report.losses.map { FileKind.log.includes($0.file) } == [true], "\(report.losses)")
        let opened = try NativeBackend(directory, options: DamagedIndex.options())
        #expect(try index.ask(opened).map { try $0.get() } == index.answers[0])
        _ = try opened.apply([FaultyLife.document("more", 1)])
        try opened.close()
        try FaultyLife.checkFiles(directory, "repaired")
    }

    @Test func aLogsNamesakesAreRefused() throws {
        let index = try DamagedIndex(seed: 3)
        // A log of earlier records in the place of the last one.
        let older = index.older.filter { FileKind.log.includes($0.key) && $0.key != index.log }
        let bytes = try #require(older.values.first)
        let opened = open(index.files.merging([index.log: bytes]) { $1 })
        guard case .failure(let error) = opened else {
            Issue.record("opened")
            return
        }
        #expect(isNamed(error, [index.log]), "\(error)")
    }
}
