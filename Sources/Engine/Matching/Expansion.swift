// Owns: patterns to the terms they stand for: prefixes, globs, words within an edit distance.

import Schema
import Storage

/// Finds the exact forms of a team's space that a pattern stands for, over all segments of a snapshot.
struct Expansion {
    /// The most terms a pattern stands for; the rest, by the order of their bytes, is left out.
    static let maximumTerms = 1_024
    /// The most terms that are looked at.
    static let maximumVisited = 200_000

    let snapshot: IndexSnapshot
    let team: String

    /// The exact forms that begin with `prefix` and satisfy `condition`.
    func terms(
        _ space: TermSpace, prefix: String, where condition: (String) -> Bool
    ) throws -> (terms: [String], isCut: Bool) {
        var found: Set<String> = []
        var isCut = false
        for segment in snapshot.segments {
            guard let ordinal = segment.reader.info.ordinal(ofTeam: team) else { continue }
            for form in [TermForm.exact, .stem] {
                try collect(
                    segment.reader, TermKey.prefix(team: ordinal, space.with(form)), prefix, form, condition,
                    &found, &isCut)
            }
        }
        return (found.sorted(), isCut)
    }

    private func collect(
        _ segment: SegmentReader, _ spacePrefix: [UInt8], _ prefix: String, _ form: TermForm,
        _ condition: (String) -> Bool, _ found: inout Set<String>, _ isCut: inout Bool
    ) throws {
        let start = spacePrefix + Array(prefix.utf8)
        var cursor = try segment.dictionary.cursor(from: start)
        var visited = 0
        while try cursor.next(), cursor.key.starts(with: start) {
            visited += 1
            guard visited <= Self.maximumVisited else {
                isCut = true
                return
            }
            // Of the stems only those that are exact forms of themselves.
            guard form == .exact || cursor.entry.hasOneForm else { continue }
            let term = String(decoding: cursor.key[spacePrefix.count...], as: UTF8.self)
            guard condition(term), !found.contains(term) else { continue }
            guard found.count < Self.maximumTerms else {
                isCut = true
                return
            }
            found.insert(term)
        }
    }

    /// Whether `*` in the pattern can stand for something that makes it the term. O(pattern · term).
    static func glob(_ pattern: [Character], matches term: String) -> Bool {
        let term = Array(term)
        var (at, from) = (0, 0)
        var star: (pattern: Int, term: Int)?
        while from < term.count {
            if at < pattern.count, pattern[at] == "*" {
                star = (at, from)
                at += 1
            } else if at < pattern.count, pattern[at] == term[from] {
                at += 1
                from += 1
            } else if let last = star {
                at = last.pattern + 1
                star = (last.pattern, last.term + 1)
                from = last.term + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "*" }
    }

    /// Whether two words are within an edit distance (insert, delete, replace: Levenshtein). O(a · b), less when far.
    static func isWithin(_ limit: Int, _ a: [Character], _ b: String) -> Bool {
        let b = Array(b)
        guard abs(a.count - b.count) <= limit else { return false }
        var previous = Array(0...b.count)
        for (row, character) in a.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(b.count + 1)
            for (column, other) in b.enumerated() {
                current.append(
                    min(
                        previous[column] + (character == other ? 0 : 1), previous[column + 1] + 1,
                        current[column] + 1))
            }
            if (current.min() ?? 0) > limit { return false }
            previous = current
        }
        return (previous.last ?? 0) <= limit
    }
}

extension TermDictionary {
    /// A cursor from a key at hand as an array.
    func cursor(from key: [UInt8]) throws(StorageError) -> TermCursor {
        let result: Result<TermCursor, StorageError> = key.withUnsafeBytes { bytes in
            do throws(StorageError) { return .success(try cursor(from: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
