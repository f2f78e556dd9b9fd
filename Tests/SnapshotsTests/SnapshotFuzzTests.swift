// Properties, over bytes made from a seed:
// 1. Decoding a line ends without a trap, in a record or a rejection with a known code and a reason.
// 2. A decoded record is the one its stored bytes hold, has each name once, and is decoded again from its JSON.
// 3. Mapping a record ends likewise, and what is mapped has a key.
// 4. Decompressing anything ends without a trap, in bytes or a failure of the file, with no more memory than it allows.

import Schema
import TestSupport
import Testing

@testable import Snapshots

@Suite struct SnapshotFuzzTests {
    private static let codes: Set<String> = [
        "not_json", "not_object", "bad_utf8", "bad_number", "too_deep", "too_long", "no_kind", "unknown_kind", "no_id",
        "no_team", "wrong_type", "bad_date",
    ]

    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "-", "0", "1e9",
            "1e999",
            "18446744073709551616", "\"kind\":\"message\"", "\"kind\":\"box\"", "\"id\":\"a\"", "\"team\":\"t\"",
            "\"fields\":{",
            "\"version\":", "\"date\":\"2012-10-09\"", "\"labels\":[", "\"deleted\":true", "\0", "\u{FEFF}", "\n", "é",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

    private func line(_ generator: inout RecordGenerator) -> [UInt8] {
        switch generator.number(0...9) {
        case 0: return (0..<generator.number(0...60)).map { _ in UInt8(generator.number(0...255)) }
        case 1: return (0..<generator.number(0...20)).flatMap { _ in generator.pick(Self.pieces) }
        default:
            var record = generator.record()
            record.properties.insert(.init("kind", .string(generator.pick(["message", "box", "entry"]))), at: 0)
            record.properties.insert(.init("id", .string("a")), at: 1)
            for name in RecordMapper.knownNames.sorted() where generator.number(0...9) == 0 {
                record.properties.append(.init(name, generator.value(depth: 2)))
            }
            var bytes = RecordEncoder.json(record)
            Self.mutate(&bytes, generator.number(0...3), &generator)
            return bytes
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ times: Int, _ generator: inout RecordGenerator) {
        for _ in 0..<times where !bytes.isEmpty {
            let at = generator.number(0...bytes.count - 1)
            switch generator.number(0...5) {
            case 0: bytes[at] ^= 1 << UInt8(generator.number(0...7))
            case 1: bytes[at] = UInt8(generator.number(0...255))
            case 2: bytes.removeSubrange(at..<min(bytes.count, at + generator.number(1...30)))
            case 3: bytes.insert(contentsOf: generator.pick(pieces), at: at)
            case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + generator.number(1...30))], at: at)
            default: bytes.removeLast(bytes.count - at)
            }
        }
    }

    @Test(arguments: Array(0..<8) as [UInt64]) func anyLineIsDecodedOrRejected(seed: UInt64) {
        var generator = RecordGenerator(seed: seed)
        let decoder = RecordDecoder()
        for round in 0..<FuzzRounds.scaled(2_000) {
            let line = line(&generator)
            if let problem = problem(of: line, decoder) {
                Issue.record("seed \(seed), round \(round), \(String(decoding: line, as: UTF8.self)): \(problem)")
                return
            }
        }
    }

    /// What is wrong with how a line is decoded; `nil` when all is well.
    private func problem(of line: [UInt8], _ decoder: RecordDecoder) -> String? {
        let decoded: RecordDecoder.Decoded
        do throws(RejectedLine) { decoded = try decoder.decode(json: line) } catch {
            return Self.codes.contains(error.code) && !error.reason.isEmpty ? nil : "\(error.code): \(error.reason)"
        }
        guard (try? Record(decoding: decoded.bytes)) == decoded.record else { return "its bytes hold another record" }
        guard Self.hasUniqueNames(.object(decoded.record.properties)) else { return "a name is there twice" }
        guard (try? decoder.decode(json: RecordEncoder.json(decoded.record)))?.bytes == decoded.bytes else {
            return "its JSON is of another record"
        }
        do throws(RejectedLine) {
            let document = try RecordMapper(defaultTeam: "t").document(from: decoded.record, bytes: decoded.bytes)
            return document.key.id.isEmpty || document.key.team.isEmpty ? "it has no key" : nil
        } catch {
            return Self.codes.contains(error.code) && !error.reason.isEmpty ? nil : "\(error.code): \(error.reason)"
        }
    }

    private static func hasUniqueNames(_ value: RecordValue) -> Bool {
        switch value {
        case .array(let values): values.allSatisfy(hasUniqueNames)
        case .object(let properties):
            Set(properties.map { Array($0.name.utf8) }).count == properties.count
                && properties.allSatisfy { hasUniqueNames($0.value) }
        default: true
        }
    }

    @Test(arguments: Array(0..<4) as [UInt64]) func anyFileIsReadOrFails(seed: UInt64) throws {
        var generator = RecordGenerator(seed: seed)
        let folder = try TemporaryFolder()
        let plain = Array((0..<300).map { "{\"kind\":\"box\",\"id\":\"b-\($0)\"}\n" }.joined().utf8)
        let whole = [
            try Compression.gzip(plain), Compression.zstd(plain), try Compression.checkedZstd(plain),
            Compression.skippableFrame(1, bytes: 20) + Compression.zstd(plain) + Compression.zstd(plain),
        ]
        for round in 0..<FuzzRounds.scaled(250) {
            var bytes = generator.pick(whole)
            Self.mutate(&bytes, generator.number(1...4), &generator)
            if generator.number(0...9) == 0 {
                bytes = generator.pick(whole).prefix(6) + bytes.suffix(generator.number(0...200))
            }
            let reading = try SnapshotReading(folder.write("a", bytes))
            #expect(reading.failures.count <= 1, "seed \(seed), round \(round)")
            #expect(reading.rejected.allSatisfy { Self.codes.contains($0.code) }, "seed \(seed), round \(round)")
        }
    }
}
