// Owns: a line of JSON to a record.

import CSimdJSON
import Schema

/// Decodes lines. Not thread-safe: one for each thread.
///
/// Lifetime: owns the C parser.
public final class RecordDecoder {
    private let parser: OpaquePointer

    public init() {
        guard let parser = boxfish_json_create() else { fatalError("out of memory") }
        self.parser = parser
    }

    deinit { boxfish_json_destroy(parser) }

    /// A record and its stored bytes.
    public struct Decoded: Sendable {
        public var record: Record
        public var bytes: [UInt8]
    }

    /// Decodes a line of a batch. O(line).
    public func decode(_ batch: LineBatch, line: Int) throws(RejectedLine) -> Decoded {
        if let length = batch.tooLong[line] {
            throw RejectedLine(
                code: "too_long",
                reason: "the line has \(length) bytes; \(LineStream.maximumLine) are the most: shorten it")
        }
        let result: Result<Decoded, RejectedLine> = batch.bytes.withUnsafeBufferPointer { bytes in
            do throws(RejectedLine) {
                return .success(try decode(UnsafeBufferPointer(rebasing: bytes[batch.lines[line]])))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Decodes JSON at hand.
    public func decode(json: [UInt8]) throws(RejectedLine) -> Decoded {
        let padded = json + [UInt8](repeating: 0, count: Int(BOXFISH_JSON_PADDING))
        let result: Result<Decoded, RejectedLine> = padded.withUnsafeBufferPointer { bytes in
            do throws(RejectedLine) {
                return .success(try decode(UnsafeBufferPointer(rebasing: bytes[..<json.count])))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// - Parameter text: with 64 readable bytes after it.
    private func decode(_ text: UnsafeBufferPointer<UInt8>) throws(RejectedLine) -> Decoded {
        var result: UnsafePointer<UInt8>?
        var count = 0
        let status = boxfish_json_parse(parser, text.baseAddress, text.count, &result, &count)
        if status == Int32(BOXFISH_JSON_BAD_STRING), let mended = Self.withoutLoneSurrogates(text) {
            return try decode(json: mended)
        }
        guard status == 0, let result else { throw Self.rejection(status) }
        let stored = UnsafeBufferPointer(start: result, count: count)
        do {
            return Decoded(record: try Record(decoding: UnsafeRawBufferPointer(stored)), bytes: Array(stored))
        } catch {
            throw RejectedLine(code: "not_json", reason: "the object cannot be stored: \(error)")
        }
    }

    private static func rejection(_ status: Int32) -> RejectedLine {
        switch Int(status) {
        case Int(BOXFISH_JSON_NOT_OBJECT):
            RejectedLine(code: "not_object", reason: "the line is JSON but not an object; write one record a line")
        case Int(BOXFISH_JSON_BAD_UTF8):
            RejectedLine(code: "bad_utf8", reason: "the line is not UTF-8; export the text as UTF-8")
        case Int(BOXFISH_JSON_BAD_STRING):
            RejectedLine(
                code: "not_json",
                reason: "a string has an escape or a bare control character that JSON has not; write it as \\uXXXX")
        case Int(BOXFISH_JSON_BAD_NUMBER):
            RejectedLine(code: "bad_number", reason: "a number is malformed or beyond 64 bits; send it as a string")
        case Int(BOXFISH_JSON_TOO_DEEP):
            RejectedLine(code: "too_deep", reason: "values are nested more than 60 deep; flatten them")
        case Int(BOXFISH_JSON_TOO_LARGE):
            RejectedLine(code: "too_long", reason: "the line is too large to parse; shorten it")
        default: RejectedLine(code: "not_json", reason: "the line is not JSON; write one JSON object a line")
        }
    }

    /// The text with each `\uD800` to `\uDFFF` that is no half of a pair made `\uFFFD`; `nil` when there is none.
    private static func withoutLoneSurrogates(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var result = Array(text)
        var changed = false
        var at = 0
        func unit(_ at: Int) -> UInt32? {
            guard at + 6 <= result.count, result[at] == 0x5C, result[at + 1] == 0x75 else { return nil }
            return UInt32(String(decoding: result[at + 2..<at + 6], as: UTF8.self), radix: 16)
        }
        while at < result.count {
            guard result[at] == 0x5C else {
                at += 1
                continue
            }
            guard let first = unit(at) else {
                at += 2
                continue
            }
            if (0xD800..<0xDC00).contains(first), let second = unit(at + 6), (0xDC00..<0xE000).contains(second) {
                at += 12
                continue
            }
            if (0xD800..<0xE000).contains(first) {
                result.replaceSubrange(at + 2..<at + 6, with: Array("fffd".utf8))
                changed = true
            }
            at += 6
        }
        return changed ? result : nil
    }
}
