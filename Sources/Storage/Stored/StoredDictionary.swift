// Owns: what the dictionary of a segment's stored records is made of.

import CCompress

/// Makes dictionaries for ``RecordPacker``.
public enum StoredDictionary {
    /// The longest that is made.
    static let maximumSize = 112_640
    /// Records that compress to less than this do without.
    public static let leastCompressed = 1 << 20
    /// Records of fewer bytes than this do without.
    public static let leastRecords = 4 << 20
    private static let sampleBytes = 4 << 20
    private static let sampleBytesOfRecord = 8_192

    /// Trains a dictionary on records at even distances, about 4 MiB of them. Takes about 0.2 s.
    ///
    /// - Parameters:
    ///   - count: how many records there are.
    ///   - record: lends the record at a place.
    /// - Returns: the dictionary; empty if the records are too few or too alike for one.
    public static func trained(
        count: Int, on record: (Int, (UnsafeRawBufferPointer) -> Void) throws -> Void
    ) rethrows -> [UInt8] {
        var samples: [UInt8] = []
        var sizes: [Int] = []
        // The places of a stride of the golden ratio: any number of them lie evenly.
        var place = 0.0
        for _ in 0..<count where samples.count < sampleBytes {
            place = (place + 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            try record(min(count - 1, Int(place * Double(count)))) { bytes in
                let sample = bytes.prefix(sampleBytesOfRecord)
                samples.append(contentsOf: sample)
                sizes.append(sample.count)
            }
        }
        var dictionary = [UInt8](repeating: 0, count: maximumSize)
        let size = dictionary.withUnsafeMutableBytes { target in
            samples.withUnsafeBytes {
                boxfish_zstd_train($0.baseAddress, sizes, UInt32(sizes.count), target.baseAddress, target.count)
            }
        }
        return Array(dictionary.prefix(size))
    }
}
