// Owns: feeding a reader bytes that no writer wrote, under checksums that are right.

import Storage
import TestSupport
import Testing

/// What every reader must stand: its bytes damaged before they got their checksums, as a bug or an enemy would.
enum HostileBytes {
    /// Damages one of the sections in one to three ways, and lets a reader have them, once a round. The reader may make
    /// of them what it likes, but only within bounds, and only throw ``StorageError`` that names the file.
    static func feed(
        _ sections: [[UInt8]], rounds: Int, to read: ([Section]) throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for seed in 0..<UInt64(FuzzRounds.scaled(rounds)) {
            var random = SeededRandom(seed: seed)
            var damaged = sections
            let section = Int.random(in: 0..<sections.count, using: &random)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let damage = Damage.allCases[Int.random(in: 0..<Damage.allCases.count, using: &random)]
                _ = damage.apply(to: &damaged[section], &random)
            }
            try expectOwnError("seed \(seed)", sourceLocation) { try read(Sections.sections(damaged)) }
        }
    }

    /// Lets a reader have sections of nothing but random bytes.
    static func feedNoise(
        sections count: Int, rounds: Int, to read: ([Section]) throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for seed in 0..<UInt64(FuzzRounds.scaled(rounds)) {
            var random = SeededRandom(seed: seed)
            // Small numbers are likelier to get somewhere than large ones.
            let ceiling: UInt8 = Bool.random(using: &random) ? 4 : .max
            let sections = (0..<count).map { _ in
                (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...ceiling, using: &random) }
            }
            try expectOwnError("noise \(seed)", sourceLocation) { try read(Sections.sections(sections)) }
        }
    }

    private static func expectOwnError(
        _ what: String, _ sourceLocation: SourceLocation, _ body: () throws -> Void
    ) rethrows {
        do { try body() } catch StorageError.corrupt(let file, _, let expected, let got) {
            #expect(file == Sections.fileName, "\(what)", sourceLocation: sourceLocation)
            #expect(!expected.isEmpty && !got.isEmpty, "\(what)", sourceLocation: sourceLocation)
        } catch {
            Issue.record("\(what): threw \(error)", sourceLocation: sourceLocation)
        }
    }
}
