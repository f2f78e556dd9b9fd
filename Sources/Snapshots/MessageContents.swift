// Owns: attachments and links to what `has:` asks for.

import Glibc
import Schema

/// What a message carries or links to.
struct MessageContents {
    let body: String
    let attachments: [Attachment]

    /// What a file's ending says it is.
    private static let endings: [String: String] = [
        "xls": "spreadsheet", "xlsx": "spreadsheet", "csv": "spreadsheet", "ods": "spreadsheet",
        "ppt": "presentation", "pptx": "presentation", "odp": "presentation", "key": "presentation",
        "doc": "document", "docx": "document", "odt": "document", "rtf": "document",
    ]
    /// What a media type says an attachment is, by a part of its name that no other kind has.
    private static let mediaTypes: [(StaticString, [String])] = [
        ("ms-excel", ["spreadsheet"]), ("spreadsheet", ["spreadsheet"]), ("text/csv", ["spreadsheet"]),
        ("ms-powerpoint", ["presentation"]), ("presentation", ["presentation"]),
        ("msword", ["document"]), ("wordprocessing", ["document"]), ("opendocument.text", ["document"]),
        ("google-apps.document", ["document"]), ("/rtf", ["document"]), ("google-apps.", ["drive"]),
    ]
    /// What a link's host and path say it leads to.
    private static let links: [(StaticString, [String])] = [
        ("docs.google.com/document", ["document", "drive"]),
        ("docs.google.com/spreadsheets", ["spreadsheet", "drive"]),
        ("docs.google.com/presentation", ["presentation", "drive"]),
        ("drive.google.com", ["drive"]), ("youtube.com/", ["youtube"]), ("youtu.be/", ["youtube"]),
    ]

    func add(to document: inout Document) {
        var found: Set<String> = []
        if !attachments.isEmpty { found.insert("attachment") }
        for attachment in attachments {
            let ending = attachment.name.lowercased().split(separator: ".").last.map(String.init) ?? ""
            if let kind = Self.endings[ending] { found.insert(kind) }
            var type = attachment.type.lowercased()
            type.withUTF8 { type in
                for (part, kinds) in Self.mediaTypes where Self.contains(type, part) { found.formUnion(kinds) }
            }
        }
        var body = body
        body.withUTF8 { bytes in
            Self.forEachLink(in: bytes) { link in
                for (address, kinds) in Self.links where Self.leads(link, to: address) { found.formUnion(kinds) }
            }
        }
        for value in found.sorted() { document.add(.has, keyword: value) }
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: StaticString) -> Bool {
        let part = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
        guard part.count <= text.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start] == part[0] && text[start..<start + part.count].elementsEqual(part)
        }
    }

    /// Calls `body` with what follows each `://`, as far as it can tell where a link leads to. O(n).
    private static func forEachLink(
        in text: UnsafeBufferPointer<UInt8>, _ body: (Slice<UnsafeBufferPointer<UInt8>>) -> Void
    ) {
        guard let base = text.baseAddress else { return }
        var at = 0
        while let colon = memchr(base + at, 0x3A, text.count - at) {
            at = UnsafeRawPointer(colon) - UnsafeRawPointer(base) + 1
            let rest = text[at...]
            if rest.starts(with: [0x2F, 0x2F]) { body(rest.dropFirst(2).prefix(longestLink)) }
        }
    }

    private static let longestLink = 64

    /// Whether a link begins with an address, after the names of machines below it. Capitals are like small letters.
    private static func leads(_ link: Slice<UnsafeBufferPointer<UInt8>>, to address: StaticString) -> Bool {
        let address = UnsafeBufferPointer(start: address.utf8Start, count: address.utf8CodeUnitCount)
        var rest = link
        while true {
            if rest.count >= address.count, zip(rest, address).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) { return true }
            guard let dot = rest.firstIndex(where: { $0 == 0x2E || $0 == 0x2F || $0 <= 0x20 }), rest[dot] == 0x2E else {
                return false
            }
            rest = rest[(dot + 1)...]
        }
    }
}
