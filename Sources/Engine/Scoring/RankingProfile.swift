// Owns: every number that ranking depends on besides the fields' weights (Schema/Field).

/// How items and groups are ranked. One value; `explain` prints what it did.
public struct RankingProfile: Sendable, Hashable {
    /// BM25's saturation of frequency (Robertson, Walker, TREC-3).
    public var k1: Float = 1.2
    /// BM25's length normalisation, 0 to 1, for the combined text. Fielded conditions are not normalised by length.
    public var b: Float = 0.6
    /// How much a brand-new item gains over an old one: the factor is 1 + gain · 2^(−age / halfLife).
    public var recencyGain: Float = 0.15
    public var recencyHalfLifeDays: Float = 90
    /// What `cc` and `bcc` count under `to:`.
    public var copyWeight: Float = 0.5
    /// How many of the best groups of each kind the second stage looks at.
    public var rescoredGroups: Int = 32
    /// The factor for a group whose best item has the query's words next to each other in their order.
    public var phraseBoost: Float = 1.25
    /// The factor for each doubling of a thread's matching messages, up to eight.
    public var severalMatchesBoost: Float = 1.05
    /// The factor for a box whose best item is its own card.
    public var cardBoost: Float = 1.3

    public init() {}
}
