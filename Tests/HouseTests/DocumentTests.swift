import Foundation
import Testing

@Suite("The documents tell the truth")
struct DocumentTests {
  @Test("Every path that a document names exists", arguments: ["ARCHITECTURE.md", "README.md", "SECURITY.md"])
  func namedPathsExist(document: String) throws {
    let words = try Checkout.text(of: document).split(whereSeparator: { "`()[] \n\t,;".contains($0) })
    let paths = words.map(String.init).filter { word in
      ["Sources/", "Tests/", "rules/", "docs/", "examples/", "scripts/", "man/", "deploy/", "Benchmarks/"].contains(
        where: word.hasPrefix)
    }
    #expect(!paths.isEmpty)
    for path in paths where !path.contains("*") && !path.contains("NAME") {
      let clean = path.hasSuffix(".") || path.hasSuffix(":") ? String(path.dropLast()) : path
      #expect(
        FileManager.default.fileExists(atPath: Checkout.root.appending(path: clean).path), "\(document) names \(clean)")
    }
  }

  @Test("A message's way is told on one page")
  func theArchitectureIsOnePage() throws {
    let text = try Checkout.text(of: "ARCHITECTURE.md")
    let way = try #require(text.range(of: "\n## ")).lowerBound
    #expect(text[..<way].split(separator: "\n", omittingEmptySubsequences: false).count <= 60)
  }

  @Test("Every station stands in ARCHITECTURE.md")
  func everyStationIsTold() throws {
    let text = try Checkout.text(of: "ARCHITECTURE.md")
    for station in ImportTests.order { #expect(text.contains("`\(station)`"), "\(station) is missing") }
  }

  @Test("Files are small: one idea each")
  func filesAreSmall() throws {
    for file in Checkout.files(in: "Sources", endings: ["swift"]) {
      let lines = try Checkout.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(lines <= 500, "\(file) has \(lines) lines")
    }
  }

  @Test("No target has a room for odds and ends")
  func noOddsAndEnds() {
    for file in Checkout.files(in: "Sources", endings: ["swift"]) {
      for word in ["Utils", "Helper", "Manager", "Common", "Misc"] { #expect(!file.contains(word), "\(file)") }
    }
  }

  @Test("Everything that a fresh machine needs stands in the one list of packages")
  func theListNamesWhatIsLinked() throws {
    let list = try Checkout.text(of: "packages.txt")
    for package in [
      "libmilter-dev", "libgmime-3.0-dev", "libicu-dev", "libhyperscan-dev", "libxml2-dev", "libseccomp-dev",
      "libsqlite3-dev", "postfix", "pkg-config",
    ] { #expect(list.contains(package)) }
    #expect(try Checkout.text(of: "Makefile").contains("scripts/install-packages"))
    #expect(try Checkout.text(of: ".ci/run").contains("make test"))
  }
}
