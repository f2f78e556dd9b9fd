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
        for name in ["GeneratedPack.swift", "GeneratedUnpack.swift"] {
            let made = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
            let isFresh = try RepositoryFile.text("Sources/Kernels/" + name) == String(decoding: made, as: UTF8.self)
            #expect(isFresh, "\(name) is stale: run `python3 Sources/Kernels/generate.py`")
        }
    }
}
