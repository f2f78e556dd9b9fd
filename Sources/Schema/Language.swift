// Owns: the languages that text can be analysed in.

/// A language with a Snowball stemmer in libstemmer 2.2, or none.
///
/// The raw value is written into segments: never renumber, only append.
public enum Language: UInt8, CaseIterable, Sendable, Codable {
    case none = 0
    case arabic, armenian, basque, catalan, danish, dutch, english, finnish, french, german, greek, hindi, hungarian
    case indonesian, irish, italian, lithuanian, nepali, norwegian, portuguese, romanian, russian, serbian, spanish
    case swedish, tamil, turkish, yiddish

    /// The ISO 639-1 code; `und` for ``none``.
    public var code: String {
        switch self {
        case .none: "und"
        case .arabic: "ar"
        case .armenian: "hy"
        case .basque: "eu"
        case .catalan: "ca"
        case .danish: "da"
        case .dutch: "nl"
        case .english: "en"
        case .finnish: "fi"
        case .french: "fr"
        case .german: "de"
        case .greek: "el"
        case .hindi: "hi"
        case .hungarian: "hu"
        case .indonesian: "id"
        case .irish: "ga"
        case .italian: "it"
        case .lithuanian: "lt"
        case .nepali: "ne"
        case .norwegian: "no"
        case .portuguese: "pt"
        case .romanian: "ro"
        case .russian: "ru"
        case .serbian: "sr"
        case .spanish: "es"
        case .swedish: "sv"
        case .tamil: "ta"
        case .turkish: "tr"
        case .yiddish: "yi"
        }
    }

    public init?(code: String) {
        guard let language = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = language
    }
}

/// Some of the languages.
public struct LanguageSet: Hashable, Sendable {
    /// Bit n: the language with raw value n. Written into segments.
    public private(set) var bits: UInt64

    public init(bits: UInt64 = 0) { self.bits = bits }

    public init(_ languages: some Sequence<Language>) {
        bits = 0
        for language in languages { insert(language) }
    }

    /// Every language, and none.
    public static let all = LanguageSet(Language.allCases)

    @inline(__always) public var isEmpty: Bool { bits == 0 }

    @inline(__always)
    public func contains(_ language: Language) -> Bool { bits >> UInt64(language.rawValue) & 1 == 1 }

    public mutating func insert(_ language: Language) { bits |= 1 << UInt64(language.rawValue) }

    public mutating func formUnion(_ other: LanguageSet) { bits |= other.bits }

    public mutating func formIntersection(_ other: LanguageSet) { bits &= other.bits }

    /// In the order of their raw values.
    public var languages: [Language] { Language.allCases.filter(contains) }
}
