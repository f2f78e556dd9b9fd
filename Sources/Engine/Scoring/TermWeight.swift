// Owns: BM25 as one computation: the score of an item for a leaf, its upper bound for a block, its explanation.

import Schema
import Storage

/// What the score of one leaf depends on besides the item: `weight · tf / (tf + K(norm))`.
///
/// With idf = ln(1 + (N − n + ½)/(n + ½)) and K = k1·(1 − b + b·length/average), as Lucene's BM25Similarity has it;
/// the factor (k1 + 1) is in the weight. The quotient grows with tf and falls with the length also in floating point, for
/// it is computed as 1 − K/(tf + K) would be rounded: as one division of monotone operands; so a bound taken from the
/// largest tf and the smallest norm is never below a score.
///
/// An even weight has K = 0, and so one score for all: idf, what a word of middling length says that occurs once. It is what
/// a wildcard scores: how often an item has which of hundreds of words tells little, and to know it takes reading them all
/// (Lucene's MultiTermQuery scores a constant too). It is what names of people, files and lists score, phrases of them too.
struct TermWeight {
    let weight: Float
    let inverseDocumentFrequency: Float
    let documentFrequency: UInt64
    let averageLength: Float
    private let profile: RankingProfile
    let normalizesLength: Bool
    /// Whether all items that have the leaf score the same.
    let isEven: Bool

    /// - Parameters:
    ///   - documentFrequency: live items of the team with the term.
    ///   - team: live items of the team, and the sum of their lengths.
    ///   - boost: what the leaf counts against others.
    ///   - normalizesLength: whether K depends on the item's length.
    init(
        documentFrequency: UInt64, items: UInt64, lengths: UInt64, profile: RankingProfile, boost: Float,
        normalizesLength: Bool
    ) {
        let n = Float(min(documentFrequency, items))
        let total = Float(max(items, 1))
        self.documentFrequency = documentFrequency
        inverseDocumentFrequency = Self.logarithm(1 + (total - n + 0.5) / (n + 0.5))
        weight = boost * inverseDocumentFrequency * (profile.k1 + 1)
        averageLength = max(Float(lengths) / total, 1)
        self.profile = profile
        self.normalizesLength = normalizesLength
        isEven = false
    }

    /// The sum of several words' weights: a phrase.
    init(sumOf words: [TermWeight], boost: Float) {
        guard let first = words.first else { preconditionFailure("a phrase has words") }
        let idf = words.reduce(0) { $0 + $1.inverseDocumentFrequency }
        documentFrequency = words.map(\.documentFrequency).min() ?? 0
        inverseDocumentFrequency = idf
        weight = boost * idf * (first.profile.k1 + 1)
        averageLength = first.averageLength
        profile = first.profile
        normalizesLength = first.normalizesLength
        isEven = false
    }

    /// The even weight of what has another.
    init(even other: TermWeight) {
        weight = other.weight / (other.profile.k1 + 1)
        inverseDocumentFrequency = other.inverseDocumentFrequency
        documentFrequency = other.documentFrequency
        averageLength = other.averageLength
        profile = other.profile
        normalizesLength = false
        isEven = true
    }

    /// K for a length norm.
    func saturation(_ norm: UInt8) -> Float {
        if isEven { return 0 }
        guard normalizesLength else { return profile.k1 }
        return Self.saturation(LengthNorm.floatLengths[Int(norm)], profile, averageLength)
    }

    @inline(__always)
    private static func saturation(_ length: Float, _ profile: RankingProfile, _ averageLength: Float) -> Float {
        profile.k1 * (1 - profile.b + profile.b * length / averageLength)
    }

    /// K for every length norm: room for 256.
    func writeSaturations(to table: UnsafeMutablePointer<Float>) {
        guard normalizesLength, !isEven else { return table.update(repeating: saturation(0), count: 256) }
        let (profile, averageLength) = (profile, averageLength)
        LengthNorm.floatLengths.withUnsafeBufferPointer { lengths in
            for norm in 0..<256 { table[norm] = Self.saturation(lengths[norm], profile, averageLength) }
        }
    }

    /// The score for a frequency at a saturation.
    @inline(__always)
    static func score(_ weight: Float, _ frequency: Float, _ saturation: Float) -> Float {
        weight * (frequency / (frequency + saturation))
    }

    func score(frequency: UInt32, norm: UInt8) -> Float {
        Self.score(weight, Float(frequency), saturation(norm))
    }

    func explanation(of name: String, frequency: UInt32, norm: UInt8) -> Explanation {
        let saturation = saturation(norm)
        let idf = Explanation(
            "idf", inverseDocumentFrequency, "ln(1 + (N − n + ½) ÷ (n + ½)); \(documentFrequency) items have it")
        if isEven { return Explanation(name, weight, "idf × boost, the same for every item that has it", [idf]) }
        return Explanation(
            name, score(frequency: frequency, norm: norm), "weight × tf ÷ (tf + K)",
            [
                Explanation("weight", weight, "idf × (k1 + 1) × boost", [idf]),
                Explanation("tf", Float(frequency), "occurrences, weighted by field"),
                Explanation(
                    "K", saturation,
                    normalizesLength
                        ? "k1 × (1 − b + b × \(LengthNorm.lengths[Int(norm)]) ÷ \(averageLength))"
                        : "k1: no length in this field"),
            ])
    }

    /// ln x for x ≥ 1, from the exponent and a series in the mantissa: the standard library has none.
    ///
    /// ln m = 2·artanh((m − 1)/(m + 1)); with m in [1, 2) ten terms are exact to a float's precision.
    static func logarithm(_ x: Float) -> Float {
        let value = Double(max(x, 1))
        let ratio = (value.significand - 1) / (value.significand + 1)
        var power = ratio
        var sum = 0.0
        for term in 0..<16 {
            sum += power / Double(2 * term + 1)
            power *= ratio * ratio
        }
        return Float(2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3)
    }
}

/// The factor of an item's age.
struct Recency {
    private let now: Int64
    private let gain: Float
    private let halfLife: Double

    init(_ profile: RankingProfile, now: Timestamp) {
        self.now = now.milliseconds
        gain = profile.recencyGain
        halfLife = Double(profile.recencyHalfLifeDays) * 86_400_000
    }

    /// 1 + gain · 2^(−age / halfLife); dates in the future count as now. Falls with age.
    func factor(_ date: Int64) -> Float {
        let (age, overflow) = now.subtractingReportingOverflow(date)
        let halvings = overflow ? 64 : max(0, Double(age)) / halfLife
        guard halvings < 40 else { return 1 }
        // 2^-h by its whole part and a line between the neighbours: continuous, falling, and exact at whole half-lives.
        let whole = halvings.rounded(.down)
        let step = 1 - (halvings - whole) / 2
        // 2^-whole by its bits: an exponent of 127 is 2^0.
        return 1 + gain * Float(step) * Float(bitPattern: (127 - UInt32(whole)) << 23)
    }

    /// The largest factor there is.
    var bound: Float { 1 + gain }
}
