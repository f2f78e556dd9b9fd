// Properties:
// 1. The generated files are what generate.py makes, to the byte.

import Foundation
import TestSupport
import Testing

@Suite struct GeneratedCodeTests {
    @Test(.enabled(if: Script.hasPython, "python3 is not installed")) func generatedFilesAreFresh() throws {
        // The script writes beside itself: a copy of it writes elsewhere.
        let folder = try TemporaryFolder()
        let script = try RepositoryFile.text("Sources/Kernels/generate.py")
        let copy = folder.path + "/generate.py"
        try Data(script.utf8).write(to: URL(fileURLWithPath: copy))
        let result = try Script.python([copy])
        #expect(result.status == 0, "\(result.output)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/Generated")
        #expect(!names.isEmpty)
        for name in names {
            let made = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/Generated/" + name))
            let kept = try RepositoryFile.text("Sources/Kernels/Generated/" + name)
            #expect(kept == String(decoding: made, as: UTF8.self), "stale: run `python3 Sources/Kernels/generate.py`")
        }
    }
}
