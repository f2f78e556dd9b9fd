// Owns: what a query looks like that was not meant as one.

import ArgumentParser
import Glibc
import QueryLanguage
import Server

enum LikelyMistake {
    /// The verb that a query's first word is one edit from, where no verb was given.
    static func verb(for words: [String]) -> String? {
        guard let first = words.first, CommandLine.arguments.dropFirst().first == first else { return nil }
        return Boxfish.verbs.first { $0 != first && Suggestion.isOneEdit(from: first, to: $0) }
    }

    /// What to say when a verb may have been misspelt.
    static func verbNote(for words: [String]) -> String? {
        verb(for: words).map { "\(words[0]) is no verb and is searched for; did you mean boxfish \($0)?" }
    }

    /// What to say when a query is the path of something.
    static func pathNote(for words: [String]) -> String? {
        guard words.count == 1, let path = words.first, access(path, F_OK) == 0 else { return nil }
        if IndexFolder.isIndex(path) {
            return "\(path) is searched for as a word; it is an index: boxfish --index \(path) QUERY searches in it"
        }
        return "\(path) is searched for as a word; if it is a snapshot: boxfish reindex \(path) --index FOLDER"
    }

    /// The options of a verb, by the help it gives.
    static func options(of command: any ParsableCommand.Type) -> [String] {
        let words = command.helpMessage().split { !($0.isLetter || $0 == "-") }
        return words.filter { $0.hasPrefix("--") && $0.count > 2 }.map { String($0.dropFirst(2)) }
    }
}
