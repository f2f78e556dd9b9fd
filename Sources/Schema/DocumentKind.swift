// Owns: the kinds of record that Boxfish mirrors and indexes.

/// What an indexed item is.
public enum DocumentKind: UInt8, CaseIterable, Sendable, Codable {
    case message = 0
    case box = 1
    case entry = 2

    /// The word for this kind in records and on the wire.
    public var name: String {
        switch self {
        case .message: "message"
        case .box: "box"
        case .entry: "entry"
        }
    }

    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// A set of kinds.
public struct DocumentKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public init(_ kind: DocumentKind) { rawValue = 1 << kind.rawValue }

    public static let message = Self(.message)
    public static let box = Self(.box)
    public static let entry = Self(.entry)
    public static let all: Self = [.message, .box, .entry]

    public func contains(_ kind: DocumentKind) -> Bool { contains(Self(kind)) }
}
