import Foundation
import PosternKit
import Testing

@Suite("What Postern is made of stands in docs/licences.md")
struct LicenceTests {
  @Test("each package that Package.swift names")
  func packages() throws {
    // What the environment asks for stands at its end, and measures: it goes into none of the programs.
    let manifest = try Checkout.text(of: "Package.swift").split(separator: "\nif Context.environment").first
    let urls = try #require(manifest).matches(of: /\.package\(url: "([^"]+)"/).map { String($0.1) }
    try #require(!urls.isEmpty)
    let text = try Checkout.text(of: "docs/licences.md")
    for url in urls {
      let name = (url as NSString).lastPathComponent.lowercased()
      #expect(text.contains("| **\(name)** |"), "\(name): run 'make licences'")
    }
  }

  @Test(
    "each library that the programs link, and the programs that link it", arguments: ["postern", "postern-inspector"])
  func libraries(program: String) throws {
    let listing = try ChildProcess.run("/usr/bin/readelf", ["-d", Self.programs + "/" + program])
    try #require(listing.status == 0, "\(program) is not built, or readelf (binutils) is not here")
    let names = String(decoding: listing.output, as: UTF8.self).matches(of: /\(NEEDED\).*\[(.+)\]/).map {
      String($0.1)
    }
    try #require(names.contains("libc.so.6"))
    let lines = try Checkout.text(of: "docs/licences.md").split(separator: "\n")
    // The loader is part of the C library.
    for name in names where !name.hasPrefix("ld-linux") {
      let line = lines.first { $0.contains("`\(name)`") }
      #expect(line != nil, "\(name): run 'make licences'")
      // A row's last cell; the toolchain's own have a line of words.
      if let line, line.hasPrefix("|") {
        let last = line.split(separator: "|").last ?? ""
        #expect(last.split(whereSeparator: { ", ".contains($0) }).contains(Substring(program)), "\(name), \(program)")
      }
    }
  }

  @Test("Poppler's licence is said plainly, and which programs link it")
  func poppler() throws {
    let text = try Checkout.text(of: "docs/licences.md")
    #expect(text.contains("**Poppler is GPL**"))
    let row = try #require(
      text.split(separator: "\n").first { $0.hasPrefix("| libpoppler126 |") || $0.contains("`libpoppler.so.") })
    #expect(row.contains("GPL") && row.contains("postern-inspector"))
  }

  /// Where this test program lies.
  private static let programs: String = {
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let places: [String?] = [
      own, CommandLine.arguments.first, Bundle.main.bundlePath, Checkout.root.path + "/.build/debug/x",
    ]
    let folders = places.compactMap { $0 }.map { ($0 as NSString).deletingLastPathComponent }
    return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/postern") } ?? "/nowhere"
  }()
}
