// Owns: a snapshot's lines, in batches that worker threads decode.

import Glibc

/// Some lines of one file. A value, so it can be handed to any thread.
public struct LineBatch: Sendable {
    /// Which file.
    public var path: String
    /// The number of the first line, from 1.
    public var firstLine: Int
    /// The lines' bytes, and at least 64 readable bytes after them.
    public var bytes: [UInt8]
    /// Where each line lies, without line ends; one of blanks and tabs only is empty.
    public var lines: [Range<Int>]
    /// Lines too long to be kept, by their place in `lines`, where they are empty: how long they are.
    public var tooLong: [Int: Int]
    /// The batch's number in the snapshot, from 0.
    public var number: Int
}

/// Reads a snapshot's files one after another, in bounded memory. Not thread-safe.
public final class LineStream {
    /// Bytes of a batch, about.
    private static let batchBytes = 1 << 20
    /// A line beyond this is passed over and reported.
    public static let maximumLine = 16 << 20
    private static let padding = 64

    private var files: [SnapshotFile]
    private var current: Decompressor?
    private var path = ""
    /// The number of the line that is read next, from 1; 0 when the file cannot be opened. After ``nextBatch()`` has thrown
    /// that is the line which could not be read.
    public private(set) var line = 1
    /// The start of a line whose end has not been read yet.
    private var rest: [UInt8] = []
    /// Bytes of a line that is too long, passed over so far.
    private var skipped = 0
    private var number = 0
    private var done: UInt64 = 0
    private var isAtStart = true
    /// Why the current file cannot be read on, until what was read before has been handed out.
    private var failure: SnapshotError?

    public init(_ folder: SnapshotFolder) { files = folder.files.reversed() }

    /// Bytes of the files read so far, as they lie there.
    public var consumedBytes: UInt64 { done + (current?.consumed ?? 0) }

    /// The next lines, or `nil` at the end.
    ///
    /// - Throws: when a file cannot be read on. The whole lines before that have been returned and stand; the next call
    ///   goes on with the next file.
    public func nextBatch() throws(SnapshotError) -> LineBatch? {
        while true {
            if current == nil {
                guard let next = files.popLast() else { return nil }
                path = next.path
                line = 0
                current = try Decompressor(next.path)
                line = 1
                isAtStart = true
            }
            do throws(SnapshotError) {
                if let batch = try readBatch() { return batch }
            } catch {
                leaveFile()
                throw error
            }
            leaveFile()
        }
    }

    private func leaveFile() {
        done += current?.consumed ?? 0
        current = nil
        failure = nil
        rest = []
        skipped = 0
    }

    private func readBatch() throws(SnapshotError) -> LineBatch? {
        if let failure { throw failure }
        guard let current else { return nil }
        let carried = rest
        rest = []
        var isAtEnd = false
        let capacity = carried.count + Self.batchBytes + Self.padding
        var bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let room = UnsafeMutableRawBufferPointer(buffer)
            room.copyBytes(from: carried)
            count = carried.count
            isAtEnd = fill(room[..<(room.count - Self.padding)], &count, from: current)
        }
        guard !bytes.isEmpty || skipped > 0 || failure != nil else { return nil }
        if isAtStart {
            isAtStart = false
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        }
        var batch = LineBatch(
            path: path, firstLine: line, bytes: [], lines: [], tooLong: [:], number: number)
        split(bytes, isLast: isAtEnd, into: &batch)
        number += 1
        line += batch.lines.count
        bytes.append(contentsOf: repeatElement(0, count: Self.padding))
        batch.bytes = bytes
        return batch
    }

    /// Reads until `room` is full or nothing more comes. Returns whether that was the file's end; after a failure, which
    /// is kept for later, it was not, for a line that a failure cuts off is none.
    private func fill(
        _ room: Slice<UnsafeMutableRawBufferPointer>, _ count: inout Int, from source: Decompressor
    ) -> Bool {
        while count < room.count {
            do throws(SnapshotError) {
                let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room[count...]))
                guard got > 0 else { return true }
                count += got
            } catch {
                failure = error
                return false
            }
        }
        return false
    }

    /// Cuts bytes at line ends; an unfinished last line is kept for the next batch.
    private func split(_ bytes: [UInt8], isLast: Bool, into batch: inout LineBatch) {
        var start = 0
        bytes.withUnsafeBufferPointer { buffer in
            var at = 0
            while let end = Self.newline(buffer, from: at) {
                finish(start..<end, buffer, &batch)
                start = end + 1
                at = start
            }
        }
        if isLast {
            if start < bytes.count || skipped > 0 {
                let range = start..<bytes.count
                bytes.withUnsafeBufferPointer { finish(range, $0, &batch) }
            }
            return
        }
        let left = bytes.count - start
        if skipped > 0 || left > Self.maximumLine {
            skipped += left
        } else {
            rest = Array(bytes[start...])
        }
    }

    private func finish(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ batch: inout LineBatch) {
        if skipped > 0 {
            batch.tooLong[batch.lines.count] = skipped + range.count
            batch.lines.append(range.lowerBound..<range.lowerBound)
            skipped = 0
            return
        }
        var range = range
        if let last = range.last, bytes[last] == 0x0D { range = range.dropLast() }
        if range.allSatisfy({ bytes[$0] == 0x20 || bytes[$0] == 0x09 }) { range = range.lowerBound..<range.lowerBound }
        if range.count > Self.maximumLine {
            batch.tooLong[batch.lines.count] = range.count
            range = range.lowerBound..<range.lowerBound
        }
        batch.lines.append(range)
    }

    private static func newline(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        guard let found = memchr(base + start, 0x0A, bytes.count - start) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
}
