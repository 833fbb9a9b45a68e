import Foundation
import Testing

@Suite("The arrows between the targets")
struct ImportTests {
  /// The order of a message's way (DESIGN: nothing imports backwards), after the ground that all stand on.
  static let order = [
    "Configuration", "Spool", "Normalisation", "DelimitedText", "Milter", "MIME", "Extraction", "Protection", "People",
    "Detection", "Inspection", "History", "Policy", "Quarantine", "PeopleStore", "Directory", "Texting", "Delivery",
    "Gateway",
    "Paper", "Register", "SingleSignOn", "Accounts", "Examples",
  ]
  /// Modules of the toolchain that any target may use.
  static let toolchain: Set = [
    "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing", "PackageDescription",
  ]

  @Test("Every import stands on an arrow that Package.swift declares")
  func importsAreDeclared() throws {
    let arrows = try declaredArrows()
    var wrong: [String] = []
    for (target, allowed) in arrows {
      for (file, module) in try imports(of: target) where !allowed.contains(module) && !Self.toolchain.contains(module)
      {
        wrong.append("\(file) imports \(module)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
  }

  @Test("No station imports a later one")
  func nothingPointsBackwards() throws {
    for (place, station) in Self.order.enumerated() {
      let later = Set(Self.order[place...])
      for (file, module) in try imports(of: station) {
        #expect(!later.contains(module), "\(file) imports \(module), which comes later on a message's way")
      }
    }
  }

  @Test("What opens bytes from outside knows no network, store or rules")
  func theWallIsLean() throws {
    for station in ["MIME", "Extraction", "Protection", "Detection", "Inspection"] {
      for (file, module) in try imports(of: station) {
        // Ciphers open what a sender locked and gave the password to; no key of the school's is near.
        // Protection locks files with a password that serves one message.
        if ["Extraction", "Protection"].contains(station), module == "Crypto" { continue }
        // A digest tells a file, or a table that was kept, again: nothing else of that module is seen there.
        if ["Detection", "Inspection"].contains(station), module == "Crypto",
          try Checkout.text(of: file).split(separator: "\n").filter({ $0.hasPrefix("import") && $0.contains("Crypto") })
            == ["import struct Crypto.SHA256"]
        {
          continue
        }
        #expect(!["GRDB", "Crypto", "Milter", "CMilter", "Policy"].contains(module), "\(file) imports \(module)")
      }
    }
  }

  @Test("libmilter, GMime, Hyperscan, ICU, libxml2 and others are each wrapped in one place")
  func systemLibrariesAreWrappedOnce() throws {
    let homes = [
      "CMilter": ["Milter"], "CGMime": ["MIME"], "CHyperscan": ["Detection"], "CXML": ["Extraction"],
      "CPSL": ["Policy"], "CPango": ["Paper"],
      // What is decided by and what is decided on stand on two sides of the rules.
      "GRDB": ["Accounts", "History", "Quarantine"],
    ]
    for file in Checkout.files(in: "Sources", endings: ["swift"]) {
      let target = file.split(separator: "/")[1]
      // What tries Postern out or measures it looks from outside, as tests do.
      if target == "postern-chaos" || target == "postern-bench" { continue }
      for module in modules(in: try Checkout.text(of: file)) {
        if let home = homes[module] { #expect(home.contains(String(target)), "\(file) imports \(module)") }
      }
    }
  }

  private func imports(of target: String) throws -> [(file: String, module: String)] {
    let homes = ["Sources/\(target)", "Benchmarks/\(target)", "Tests/\(target)"]
    let folder = try #require(
      homes.first { FileManager.default.fileExists(atPath: Checkout.root.appending(path: $0).path) })
    return try Checkout.files(in: folder, endings: ["swift"]).flatMap { file in
      modules(in: try Checkout.text(of: file)).map { (file, $0) }
    }
  }

  private func modules(in source: String) -> [String] {
    // Attributes, an access level, `import`, a kind of declaration, and then the module.
    let importLine =
      #/\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func)\s+)?(?<module>\w+)/#
    var isInText = false
    return source.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
      let wasInText = isInText
      if line.components(separatedBy: "\"\"\"").count % 2 == 0 { isInText.toggle() }
      guard !wasInText, let match = line.prefixMatch(of: importLine) else { return nil }
      return String(match.module)
    }
  }

  @Test("An import is told from words about imports")
  func onlyImportsCount() {
    let quotes = String(repeating: "\"", count: 3)
    let source = """
      import Plain
        @testable import Tested
      @_spi(Inner) @preconcurrency public import Marked
      import struct Whole.Part
      @Test("Every import stands")
      // import Commented
      let example = \(quotes)
        import Quoted
        \(quotes)
      func important() {}
      """
    #expect(modules(in: source) == ["Plain", "Tested", "Marked", "Whole"])
  }

  /// Target → the modules that it may import, from the manifest itself.
  private func declaredArrows() throws -> [String: Set<String>] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let scratch = FileManager.default.temporaryDirectory.appending(path: "postern-manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    process.arguments = [
      "swift", "package", "--package-path", Checkout.root.path, "--scratch-path", scratch.path, "dump-package",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(["POSTERN_MICROBENCH": "1"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let targets = try #require(manifest["targets"] as? [[String: Any]])
    var arrows: [String: Set<String>] = [:]
    for target in targets {
      let name = try #require(target["name"] as? String)
      let dependencies = try #require(target["dependencies"] as? [[String: Any]])
      // A module has an underscore where its target's name has a hyphen.
      arrows[name] = Set(
        dependencies.compactMap { (($0.values.first as? [Any])?.first as? String)?.replacing("-", with: "_") })
    }
    #expect(arrows.count > 20)
    return arrows
  }
}
