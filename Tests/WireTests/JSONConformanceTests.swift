// Properties:
// 1. Of the JSONTestSuite's texts (github.com/nst/JSONTestSuite) each `y_` is read and each `n_` is refused.
// 2. Each `i_`, which readers may take or refuse, ends one way or the other.
// 3. What is read is written as JSON that reads back as the same value.

import TestSupport
import Testing

@testable import Wire

@Suite struct JSONConformanceTests {
    private static let archive = "conformance/JSONTestSuite-test_parsing.tar.zst"

    @Test(.enabled(if: SharedData.has(archive), "\(SharedData.hint)"))
    func textsOfTheSuite() throws {
        let folder = try TemporaryFolder()
        try Program.run("tar", ["--zstd", "-xf", SharedData.path(Self.archive), "-C", folder.path])
        let names = TemporaryFolder.names(in: folder.path + "/test_parsing").filter { $0.hasSuffix(".json") }
        #expect(names.count == 318)
        for name in names {
            let text = try folder.read("test_parsing/" + name)
            let value = try? JSONValue(parsing: text)
            switch name.prefix(2) {
            case "y_": #expect(value != nil, "\(name) is refused")
            case "n_": #expect(value == nil, "\(name) is read as \(String(describing: value))")
            default: #expect(name.hasPrefix("i_"), "\(name) is of no known class")
            }
            guard let value else { continue }
            var writer = JSONWriter()
            writer.value(value)
            #expect(try JSONValue(parsing: writer.bytes) == value, "\(name) is written as another value")
        }
    }
}
