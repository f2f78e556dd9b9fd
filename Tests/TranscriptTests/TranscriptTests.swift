// Properties:
// 1. Each command of a transcript writes to standard output and standard error exactly what the transcript says, and ends
//    with its exit code, in files and on a terminal, but for what Masks.swift lists.
// 2. What README.md shows between ```console and ``` is what its commands write on a terminal.
//
// `make transcripts` writes into the transcripts what the commands come to now; look at the difference before it is kept.

import Glibc
import TestSupport
import Testing

@Suite struct TranscriptTests {
    private static let folder = Corpus.repository + "/Tests/TranscriptTests/Transcripts"

    private static let isRecording = getenv("BOXFISH_RECORD_TRANSCRIPTS") != nil

    static let names: [String] = {
        guard let folder = opendir(folder) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test func thereAreTranscripts() { #expect(Self.names.count >= 15) }

    @Test(arguments: names) func commandsDoWhatTheTranscriptSays(name: String) throws {
        let path = Self.folder + "/" + name
        let text = try Shell.text(path)
        let playground = try Corpus.playground()
        let played = try Transcript(text).played(in: Shell(folder: playground.path)).text
        if Self.isRecording { return try Shell.write(played, to: path) }
        #expect(played == text, "\(name), \(Transcript.difference(text, played))")
    }

    @Test func theReadmeIsTrue() throws {
        let path = Corpus.repository + "/README.md"
        let text = try Shell.text(path)
        let playground = try Corpus.playground()
        let played = try Readme(text).played(in: Shell(folder: playground.path))
        if Self.isRecording { return try Shell.write(played, to: path) }
        #expect(Masks.masked(played) == Masks.masked(text), "\(Transcript.difference(text, played))")
    }
}
