// Owns: what each operation has cost, for `stats` and for whatever metrics backend the process has.

import Metrics
import Synchronization
import Wire

/// Latencies by operation since the service began. Thread-safe.
final class OperationLatencies: Sendable {
    /// Counts by logarithmic buckets: eight to each power of two, so that a bucket's middle is within 7% of its values
    /// (the layout of HdrHistogram with three significant bits).
    struct Histogram: Sendable {
        private var buckets = [Int](repeating: 0, count: 8 * 40)
        private(set) var count = 0
        var errors = 0

        mutating func add(_ microseconds: Int) {
            buckets[min(Self.bucket(max(0, microseconds)), buckets.count - 1)] += 1
            count += 1
        }

        private static func bucket(_ value: Int) -> Int {
            guard value >= 8 else { return value }
            let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
            return (exponent - 2) * 8 + (value >> (exponent - 3)) & 7
        }

        /// The middle of a bucket.
        private static func value(_ bucket: Int) -> Int {
            guard bucket >= 8 else { return bucket }
            let shift = bucket / 8 - 1
            return (8 + bucket % 8) << shift + (1 << shift) / 2
        }

        /// The value that a share of all values does not exceed. - Parameter quantile: from 0 to 1.
        func quantile(_ quantile: Double) -> Int {
            let rank = Int((Double(count) * quantile).rounded(.up))
            var seen = 0
            for (bucket, amount) in buckets.enumerated() {
                seen += amount
                if seen >= rank, amount > 0 { return Self.value(bucket) }
            }
            return 0
        }
    }

    private let histograms = Mutex<[Operation: Histogram]>([:])
    private let timers: [Operation: Metrics.Timer]
    private let errors: [Operation: Counter]

    init() {
        timers = Dictionary(
            uniqueKeysWithValues: Operation.allCases.map {
                ($0, Metrics.Timer(label: "boxfish_request_duration", dimensions: [("op", $0.rawValue)]))
            })
        errors = Dictionary(
            uniqueKeysWithValues: Operation.allCases.map {
                ($0, Counter(label: "boxfish_request_errors", dimensions: [("op", $0.rawValue)]))
            })
    }

    /// - Parameter failed: whether the service is to blame.
    func record(_ operation: Operation, _ elapsed: Duration, failed: Bool) {
        let microseconds = Int(elapsed / .microseconds(1))
        histograms.withLock { histograms in
            histograms[operation, default: Histogram()].add(microseconds)
            if failed { histograms[operation]?.errors += 1 }
        }
        timers[operation]?.recordMicroseconds(microseconds)
        if failed { errors[operation]?.increment() }
    }

    var summary: [String: Stats.Latency] {
        var rows: [String: Stats.Latency] = [:]
        for (operation, histogram) in histograms.withLock({ $0 }) {
            rows[operation.rawValue] = Stats.Latency(
                count: histogram.count, p50: histogram.quantile(0.5), p99: histogram.quantile(0.99),
                errors: histogram.errors)
        }
        return rows
    }
}
