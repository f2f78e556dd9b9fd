// Owns: how long, how much and in how much memory one search may work.

import Synchronization

/// The limits of one search, asked a window, a block of dictionary entries or an allocation at a time. Thread-safe.
///
/// What a query needs beyond them is of three kinds. Words that a pattern stands for are left out and the answer says so
/// (``takeTerms(upTo:)``, ``visit(_:)``). When the time is over, what has been found is the answer, marked as cut
/// (``Searcher``). For anything else, where leaving out would change what the query means, the search ends with an error.
final class SearchBudget: Sendable {
    /// The most leaves, terms and tree nodes of one query. A query of 1,000 words in a team of eight languages has 9,000.
    static let maximumUnits = 32_768
    /// The most terms that all patterns of a query stand for together.
    static let maximumTerms = 8_192
    /// The most dictionary entries that all patterns of a query look at: about 100 ms.
    static let maximumVisited = 2_000_000
    /// The most bytes that sets, cursors and windows take at a time.
    static let maximumBytes = 64 << 20

    private let began = ContinuousClock.now
    /// In nanoseconds after `began`.
    private let deadline: Int?
    /// When patterns must be done: half of the time, for what they stand for is still to be looked for.
    private let patternDeadline: Int?
    private let isCancelled: @Sendable () -> Bool
    /// The most work; `nil`: any.
    private let allowance: Int?
    private let byteLimit: Int
    private let units = Atomic<Int>(0)
    private let terms = Atomic<Int>(0)
    private let visited = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let work = Atomic<Int>(0)
    private let paced = Atomic<Int>(0)
    /// What ``paced`` must come to for the next look at the clock, and how much of it is between two looks.
    private let nextLook = Atomic<Int>(firstStride)
    private let stride = Atomic<Int>(firstStride)
    /// When the clock was last looked at for short steps, in nanoseconds after `began`.
    private let lastLook = Atomic<Int>(0)
    /// About how many microseconds of short steps go by between two looks at the clock.
    static let paceLength = 256
    /// What a step counts that may wait for the disk, if it seldom does: so few go by between two looks. It is not what it
    /// takes where the page is in memory.
    static let diskStep = 64
    /// The same at first, while it is not known how long they take.
    private static let firstStride = 16

    init(
        deadline: ContinuousClock.Instant?, isCancelled: @escaping @Sendable () -> Bool, allowance: Int? = nil,
        bytes: Int = maximumBytes
    ) {
        self.deadline = deadline.map { [began] in Self.nanoseconds($0 - began) }
        patternDeadline = self.deadline.map { $0 / 2 }
        self.isCancelled = isCancelled
        self.allowance = allowance
        byteLimit = bytes
    }

    /// For finding what a request asks for.
    convenience init(finding request: SearchRequest) {
        self.init(
            deadline: request.deadline.map { Self.before($0, keeping: .forResults) }, isCancelled: request.isCancelled)
    }

    /// For making results of what was found.
    convenience init(assembling request: SearchRequest, allowance: Int? = nil) {
        self.init(
            deadline: request.deadline.map { Self.before($0, keeping: .forLastResult) },
            isCancelled: request.isCancelled, allowance: allowance)
    }

    /// For looking at what was found once more, to rank and to mark it.
    convenience init(rescoring request: SearchRequest) {
        self.init(
            deadline: request.deadline.map { Self.before($0, keeping: .afterRescoring) },
            isCancelled: request.isCancelled)
    }

    private static func before(_ end: ContinuousClock.Instant, keeping share: Share) -> ContinuousClock.Instant {
        end - share.kept(of: end - .now)
    }

    /// What is kept of the time left for what comes after.
    struct Share {
        /// One part of so many.
        var part: Int
        /// At least so much, but for that no more than half.
        var least = Duration.zero
        var most = Duration.seconds(3_600)

        /// Of finding, for making results.
        static let forResults = Share(part: 5, least: .milliseconds(20), most: .milliseconds(100))
        /// Of a second look at what was found, for making results.
        static let afterRescoring = Share(part: 2)
        /// Of making results, for the one that is being made when the time is over, whose record may have to come from the disk,
        /// and for their way to the caller.
        static let forLastResult = Share(part: 3, least: .milliseconds(7), most: .milliseconds(15))

        /// Nothing once the time is over.
        func kept(of left: Duration) -> Duration {
            left > .zero ? min(max(left / part, min(least, left / 2)), most) : .zero
        }
    }

    /// Counts part of a plan.
    func spend(_ count: Int) throws(EngineError) {
        try check(work: count)
        guard units.add(count, ordering: .relaxed).newValue <= Self.maximumUnits else {
            throw .tooComplex("more than \(Self.maximumUnits) words and conditions; ask for less at once")
        }
    }

    /// Grants a pattern some of the terms that are left for all patterns, at most `limit`.
    func takeTerms(upTo limit: Int) -> Int {
        max(0, min(limit, Self.maximumTerms - terms.load(ordering: .relaxed)))
    }

    /// Counts the terms that a pattern was found to stand for.
    func useTerms(_ count: Int) { terms.add(count, ordering: .relaxed) }

    /// Counts dictionary entries that a pattern looks at; false when no more may be, or patterns have had their time.
    func visit(_ count: Int) throws(EngineError) -> Bool {
        try check(work: count / 16)
        guard hasTimeForPatterns else { return false }
        return visited.add(count, ordering: .relaxed).newValue <= Self.maximumVisited
    }

    /// Whether patterns have not had their time yet.
    var hasTimeForPatterns: Bool { patternDeadline.map { elapsed() < $0 } ?? true }

    /// Nanoseconds after `began`.
    private func elapsed() -> Int { Self.nanoseconds(ContinuousClock.now - began) }

    /// A duration's nanoseconds, by its parts: to divide it by another takes 128-bit arithmetic.
    private static func nanoseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) &* 1_000_000_000 &+ Int(attoseconds / 1_000_000_000)
    }

    /// Counts memory; to be given back by ``release(_:)``, unless this throws.
    func reserve(_ count: Int) throws(EngineError) {
        guard bytes.add(count, ordering: .relaxed).newValue <= byteLimit else {
            release(count)
            throw .tooComplex("more than \(byteLimit >> 20) MB for what it has to remember; ask for less at once")
        }
    }

    /// Whether memory that only saves time, or that can be done without, may be taken: half of it is kept for the rest.
    func hasRoom(for count: Int) -> Bool { bytes.load(ordering: .relaxed) + count <= byteLimit / 2 }

    func release(_ count: Int) { bytes.subtract(count, ordering: .relaxed) }

    /// Asked before each window, with about how many microseconds of work it is.
    func check(work amount: Int = 1) throws(EngineError) {
        try check(done: work.add(amount, ordering: .relaxed).newValue, at: elapsed())
    }

    private func check(done: Int, at now: @autoclosure () -> Int) throws(EngineError) {
        if let allowance, done > allowance { throw .deadlineExceeded }
        if let deadline, now() >= deadline { throw .deadlineExceeded }
        if isCancelled() { throw .cancelled }
    }

    /// Asked a step at a time where steps are too short for a look at the clock each: looks once in ``paceLength`` of them at
    /// the least, and more often while they take longer than they should, as when pages of the index come from the disk.
    /// What a window, an entry or a unit of the plan costs is counted there, so these steps are not work of their own.
    ///
    /// - Parameter amount: about how many microseconds the step takes.
    @inline(__always)
    func pace(_ amount: Int = 1) throws(EngineError) {
        let done = paced.add(amount, ordering: .relaxed).newValue
        guard done >= nextLook.load(ordering: .relaxed) else { return }
        try look(done)
    }

    private func look(_ done: Int) throws(EngineError) {
        let now = elapsed()
        let micros = (now - lastLook.exchange(now, ordering: .relaxed)) / 1_000
        let length = stride.load(ordering: .relaxed)
        // Where one page was not in memory others are not: it takes many quick steps to believe that they are.
        let isSlow = micros > 2 * Self.paceLength
        let next = isSlow ? max(1, length / 8) : min(Self.paceLength, length + 1 + length / 8)
        stride.store(next, ordering: .relaxed)
        nextLook.store(done + next, ordering: .relaxed)
        try check(done: workDone, at: now)
    }

    /// The work done so far, in about microseconds: a measure that does not depend on the clock.
    var workDone: Int { work.load(ordering: .relaxed) }
}
