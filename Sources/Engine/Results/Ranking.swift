// Owns: the answer of a search before any record is read.

import Schema

/// The best matches by what the index alone says of them: what is compared with other engines.
public struct Ranking: Sendable {
    /// A message, a thread or a box.
    public struct Entry: Hashable, Sendable {
        /// Of a thread or box its ordinal, of a message its place in the snapshot.
        public var group: Int64
        public var score: Float
        /// That of its best match.
        public var date: Timestamp

        init(_ entry: GroupCollector.Entry) {
            group = entry.group
            score = entry.score
            date = Timestamp(milliseconds: entry.rank.date)
        }
    }

    /// Best first, those that the request wants.
    public var boxes: [Entry]
    public var threads: [Entry]
    public var messages: [Entry]
    public var totals: ResultTotals
}
