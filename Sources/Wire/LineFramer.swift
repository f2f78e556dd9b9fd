// Owns: a stream of bytes cut into lines, with a bound on what one line may hold.

/// Cuts chunks into lines. A value for one connection and direction.
public struct LineFramer: Sendable {
    public enum Frame: Hashable, Sendable {
        /// A line without its newline, and without a carriage return before it.
        case line([UInt8])
        /// A line beyond the bound; its bytes are discarded. Reported once, when the bound is passed.
        case tooLong
    }

    /// The most bytes of one line.
    public let maximumLine: Int
    private var partial: [UInt8] = []
    private var isDiscarding = false

    public init(maximumLine: Int) { self.maximumLine = maximumLine }

    /// Whether a line has begun and not ended, kept or discarded.
    public var hasPartialLine: Bool { !partial.isEmpty || isDiscarding }

    /// The frames that a chunk completes. Lines that are empty or all blanks and tabs are passed over. O(chunk).
    ///
    /// Lifetime: `chunk` is read during the call only.
    public mutating func append(_ chunk: UnsafeRawBufferPointer) -> [Frame] {
        var frames: [Frame] = []
        var rest = chunk[...]
        while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<newline], &frames)
            finishLine(&frames)
            rest = rest[(newline + 1)...]
        }
        add(rest, &frames)
        return frames
    }

    private mutating func add(_ bytes: Slice<UnsafeRawBufferPointer>, _ frames: inout [Frame]) {
        guard !isDiscarding else { return }
        guard partial.count + bytes.count <= maximumLine else {
            isDiscarding = true
            partial = []
            frames.append(.tooLong)
            return
        }
        partial.append(contentsOf: bytes)
    }

    private mutating func finishLine(_ frames: inout [Frame]) {
        defer { partial = [] }
        guard !isDiscarding else {
            isDiscarding = false
            return
        }
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        guard partial.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
        frames.append(.line(partial))
    }
}
