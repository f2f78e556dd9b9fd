// Owns: attachments and links to what `has:` asks for.

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
    private static let mediaTypes: [(String, [String])] = [
        ("ms-excel", ["spreadsheet"]), ("spreadsheet", ["spreadsheet"]), ("text/csv", ["spreadsheet"]),
        ("ms-powerpoint", ["presentation"]), ("presentation", ["presentation"]),
        ("msword", ["document"]), ("wordprocessing", ["document"]), ("opendocument.text", ["document"]),
        ("google-apps.document", ["document"]), ("/rtf", ["document"]), ("google-apps.", ["drive"]),
    ]
    /// What a link's host and path say it leads to.
    private static let links: [(String, [String])] = [
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
            let type = attachment.type.lowercased()
            for (part, kinds) in Self.mediaTypes where type.contains(part) { found.formUnion(kinds) }
        }
        // Few mails have such links; one scan for what all of them have spares the rest.
        if body.utf8.contains(bytes: "://") {
            let folded = body.lowercased()
            for (link, kinds) in Self.links where folded.utf8.contains(bytes: link) { found.formUnion(kinds) }
        }
        for value in found.sorted() { document.add(.has, keyword: value) }
    }
}

extension String.UTF8View {
    /// Whether the bytes of `needle` occur. O(n), by the first byte's positions.
    fileprivate func contains(bytes needle: String) -> Bool {
        let needle = Array(needle.utf8)
        return withContiguousStorageIfAvailable { haystack in
            guard let first = needle.first, haystack.count >= needle.count else { return false }
            var at = 0
            while at <= haystack.count - needle.count {
                if haystack[at] == first, haystack[at..<at + needle.count].elementsEqual(needle) { return true }
                at += 1
            }
            return false
        } ?? false
    }
}
