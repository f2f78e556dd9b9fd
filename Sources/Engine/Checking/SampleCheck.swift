// Owns: whether an index says of some items what their stored records say.

import Schema
import Storage

/// Indexes the records of a sample of a segment's items anew, and compares: words, where they stand, columns of integers and of
/// numbers. How much more than once an occurrence counts is not compared.
///
/// Checksums can't tell an index that was written wrong, or by other versions of libicu and libstemmer than this program
/// runs with; this does.
struct SampleCheck {
    /// Items of a segment that are compared, at most; about half as many at least, where it has them.
    static let size = 128

    /// The index has an item otherwise than its record, though no byte of it is damaged.
    struct Disagreement: Error, CustomStringConvertible {
        var item: Int
        /// What the record says.
        var difference: String

        var description: String { "item \(item) is not what its record says: that has \(difference)" }
    }

    let reader: SegmentReader
    /// The document of a stored record of a team.
    let document: IndexChecker.DocumentReader

    /// - Parameters:
    ///   - sample: the items.
    ///   - places: what ``ListCheck`` has of them.
    /// - Throws: the first item that the index has otherwise than its record.
    func run(_ sample: ListCheck.Sample, places: [UInt64]) throws {
        guard sample.count > 0 else { return }
        let again = try indexedAnew(try documents(of: sample))
        let all = ListCheck.Sample(of: again.itemCount, most: again.itemCount)
        let expected = try ListCheck.check(blocks: 0..<again.dictionary.blockCount, of: again, all).places
        for row in 0..<sample.count {
            let item = sample.item(ofRow: row)
            guard let other = try again.items.find(reader.key(item)).map(Int.init) else {
                throw Disagreement(item: item, difference: "another id, team or kind")
            }
            for (name, column) in Self.columns where reader[keyPath: column][item] != again[keyPath: column][other] {
                throw Disagreement(
                    item: item,
                    difference: "\(again[keyPath: column][other]) as its \(name), not \(reader[keyPath: column][item])")
            }
            guard reader.norm(item) == again.norm(other), places[row] == expected[other] else {
                throw Disagreement(item: item, difference: "other words")
            }
            for field in Set(reader.numbers.keys).union(again.numbers.keys)
            where Self.numbers(field, of: item, in: reader) != Self.numbers(field, of: other, in: again) {
                throw Disagreement(item: item, difference: "other numbers")
            }
        }
    }

    /// What a number column has of an item, as bits: not every number is equal to itself.
    private static func numbers(_ field: NumberColumnField, of item: Int, in segment: SegmentReader) -> [UInt64] {
        guard let column = segment.numbers[field] else { return [] }
        let rows = column.row(atLeast: UInt32(item))..<column.row(atLeast: UInt32(item) + 1)
        return rows.map { column.value($0).bitPattern }.sorted()
    }

    private static let columns: [(String, KeyPath<SegmentReader, IntegerColumn> & Sendable)] = [
        ("date", \.dates), ("thread", \.threadOrdinals), ("box", \.boxOrdinals), ("kind", \.kinds),
        ("length of body", \.bodyLengths), ("version", \.versions),
    ]

    private func documents(of sample: ListCheck.Sample) throws -> [Document] {
        let scratch = StoredScratch()
        var documents: [Document] = []
        for team in reader.info.teams {
            for row in 0..<sample.count where team.items.contains(UInt32(sample.item(ofRow: row))) {
                let item = sample.item(ofRow: row)
                var found = try reader.stored.record(at: item, scratch) { bytes in
                    do { return try document(Record(decoding: bytes), Array(bytes), team.id) } catch {
                        throw Disagreement(item: item, difference: "\(error)")
                    }
                }
                // It may be a guess, which is not made again: how good it is is no matter of this index.
                found.language = reader.language(item)
                documents.append(found)
            }
        }
        return documents
    }

    private func indexedAnew(_ documents: [Document]) throws -> SegmentReader {
        let builder = SegmentBuilder(
            SegmentContext(
                defaultLanguage: .none, threadOrdinal: { try reader.threads.find($0) ?? .max },
                boxOrdinal: { try reader.boxes.find($0) ?? .max }))
        var writer = SectionFileWriter(
            FileIdentity(kind: IndexFile.segment, index: reader.file.identity.index, generation: 0), to: nil)
        try builder.write(documents, tombstones: [], to: &writer)
        return try SegmentReader(MappedBytes(copying: writer.bytes), name: reader.name, isInMemory: true)
    }
}
