// Owns: which scripts are written without blanks, so that a dictionary decides where their words begin.

/// Han, Kana, Thai, Lao, Khmer, Burmese.
///
/// Where one text has one word another may have two, or a longer one around it: whoever looks for such words must reckon
/// with other boundaries than the query's.
public enum DictionaryScript {
    /// The least scalar of any of these scripts.
    public static let first: Unicode.Scalar = "\u{0E01}"

    /// Whether a scalar is of one of these scripts, as the tokenizer sees it. O(1).
    public static func contains(_ scalar: Unicode.Scalar) -> Bool {
        CharacterTables.shared.classOf(scalar.value) == CharacterClass.dictionary
    }
}
