// Properties:
// 1. The generated parts of every reference page are up to date with the tables of keys and the recorded exchanges;
//    when one is not, Sources/Wire/record.sh writes it anew.
// 2. Every operation has a page with its request, its answer and its exchanges, and the landing page lists it; every
//    file of exchanges is shown.

import Glibc
import ServiceSupport
import TestSupport
import Testing
import Wire

@Suite struct ReferencePageTests {
    @Test(arguments: ReferencePage.names) func pagesAreUpToDate(name: String) throws {
        let page = try ReferencePage(name)
        let rendered = try page.rendered()
        if getenv("BOXFISH_RECORD") != nil {
            let folder = try TemporaryFolder()
            try Program.run("cp", [try folder.write("page", rendered), page.path])
            return
        }
        let isUpToDate = page.text == rendered
        #expect(isUpToDate, "\(name) is stale; run Sources/Wire/record.sh")
    }

    @Test(arguments: Operation.allCases) func everyOperationHasItsPage(operation: Operation) throws {
        let page = try ReferencePage("Operation-\(operation.rawValue).md")
        for part in ["request", "answer", "exchanges"] { #expect(page.parts.contains("\(part) \(operation.rawValue)")) }
        #expect(page.text.hasPrefix("# \(operation.rawValue)\n"))
        let landing = try ReferencePage("Wire.md").text
        #expect(landing.contains("- <doc:Operation-\(operation.rawValue)>\n"))
    }

    @Test func everyExchangeIsShown() throws {
        let parts = try ReferencePage.names.flatMap { try ReferencePage($0).parts }
        for name in ExchangeFile.names { #expect(parts.contains("exchanges \(name)"), "\(name)") }
    }
}
