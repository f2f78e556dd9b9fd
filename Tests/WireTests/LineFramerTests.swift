// Properties:
// 1. Lines come out as they went in, in order, however the stream is cut into chunks.
// 2. A carriage return before a newline is no part of a line; empty lines and lines of blanks are passed over.
// 3. A line beyond the bound is reported once and discarded; the lines around it come out.
// 4. Never more than the bound is held, and whether a line has begun is told.

import TestSupport
import Testing

@testable import Wire

@Suite struct LineFramerTests {
    private static let bound = 40

    /// What a stream should be cut into, by splitting it whole.
    private func expected(_ stream: [UInt8]) -> [LineFramer.Frame] {
        var frames: [LineFramer.Frame] = []
        let pieces = stream.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, piece) in pieces.enumerated() {
            if piece.count > Self.bound {
                frames.append(.tooLong)
            } else if index < pieces.count - 1 {
                let line = piece.last == UInt8(ascii: "\r") ? piece.dropLast() : piece
                if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { frames.append(.line(Array(line))) }
            }
        }
        return frames
    }

    private func stream(_ generator: inout JSONGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<generator.number(0...12) {
            switch generator.number(0...6) {
            case 0: bytes += generator.pick(["", " ", "\t ", "\r", " \r"]).utf8
            case 1: bytes += [UInt8](repeating: UInt8(ascii: "x"), count: generator.number(38...90))
            default:
                bytes += (0..<generator.number(0...20)).map { _ in
                    let byte = UInt8(generator.number(0...255))
                    return byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte
                }
            }
            bytes += generator.pick(["\n", "\n", "\r\n", "\n\n"]).utf8
        }
        if generator.chance(30) { bytes += generator.text(0...8).utf8.filter { $0 != UInt8(ascii: "\n") } }
        return bytes
    }

    @Test(arguments: Array(0..<10) as [UInt64]) func linesComeOutAsTheyWentIn(seed: UInt64) {
        var generator = JSONGenerator(seed: seed)
        for round in 0..<FuzzRounds.scaled(400) {
            let stream = stream(&generator)
            var framer = LineFramer(maximumLine: Self.bound)
            var frames: [LineFramer.Frame] = []
            var at = 0
            while at < stream.count {
                let end = min(stream.count, at + generator.number(1...(round % 2 == 0 ? 3 : 60)))
                frames += stream[at..<end].withUnsafeBytes { framer.append($0) }
                at = end
            }
            #expect(frames == expected(stream), "seed \(seed), round \(round): \(stream)")
            let tail = stream.lastIndex(of: UInt8(ascii: "\n")).map { stream[($0 + 1)...] } ?? stream[...]
            #expect(framer.hasPartialLine == !tail.isEmpty, "seed \(seed), round \(round)")
        }
    }

    @Test func aLineOfTheBoundFits() {
        var framer = LineFramer(maximumLine: 4)
        #expect(
            Array("abcd\nabcde\nab\n".utf8).withUnsafeBytes { framer.append($0) } == [
                .line(Array("abcd".utf8)), .tooLong, .line(Array("ab".utf8)),
            ])
        #expect(!framer.hasPartialLine)
        #expect(Array("abcde".utf8).withUnsafeBytes { framer.append($0) } == [.tooLong])
        #expect(framer.hasPartialLine)
        #expect([UInt8](repeating: 1, count: 1_000).withUnsafeBytes { framer.append($0) }.isEmpty)
        #expect(Array("\nok\n".utf8).withUnsafeBytes { framer.append($0) } == [.line(Array("ok".utf8))])
    }
}
