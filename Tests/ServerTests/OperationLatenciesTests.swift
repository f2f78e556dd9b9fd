// Properties:
// 1. A quantile is within 7% of the true one, for values of any size, and counts and errors are exact.
// 2. What many threads record at once is all counted.

import TestSupport
import Testing
import Wire

@testable import Server

@Suite struct OperationLatenciesTests {
    @Test(arguments: Array(0..<8) as [UInt64]) func quantilesAreNear(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let latencies = OperationLatencies()
        let largest = [7, 100, 10_000, 1_000_000, 100_000_000][Int(seed % 5)]
        let values = (0..<1_000).map { _ in Int.random(in: 0...largest, using: &random) }.sorted()
        for (index, value) in values.enumerated() {
            latencies.record(.search, .microseconds(value), failed: index % 10 == 0)
        }
        let summary = try #require(latencies.summary["search"])
        #expect(summary.count == 1_000 && summary.errors == 100)
        for (told, exact) in [(summary.p50, values[499]), (summary.p99, values[989])] {
            #expect(abs(Double(told - exact)) <= Double(exact) * 0.07 + 0.5, "seed \(seed): \(told) for \(exact)")
        }
    }

    @Test func nothingIsLost() async {
        let latencies = OperationLatencies()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<500 { latencies.record(.get, .microseconds(3), failed: false) } }
            }
        }
        #expect(latencies.summary["get"] == Stats.Latency(count: 4_000, p50: 3, p99: 3, errors: 0))
        #expect(latencies.summary["put"] == nil)
    }
}
