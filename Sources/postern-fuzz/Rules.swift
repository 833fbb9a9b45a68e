@testable import Configuration
@testable import Detection
@testable import People
@testable import Policy

/// The readers of what a person writes: configuration, rules, recognisers, plans. Each says what is wrong, and where.
enum Rules {
  static let readers: [String: Reader] = [
    "settings": { yaml($0) { map throws(ConfigurationError) in _ = try Settings.read(map, folder: "/nowhere") } },
    "policy": { yaml($0) { map throws(ConfigurationError) in _ = try Policy.RuleReader.read(map) } },
    "access": { bytes in
      told { () throws(ConfigurationError) in
        _ = try RoleMatrix.parse(String(decoding: bytes, as: UTF8.self), file: "access.yaml")
      }
    },
    "recogniser": { recogniser($0) },
    "pattern": { pattern(String(decoding: $0, as: UTF8.self)) },
    "import-plan": { bytes in
      let path = Scratch.write("plan.yaml", bytes)
      told { () throws(ConfigurationError) in _ = try ImportPlan.load(path, presets: nil) }
    },
  ]

  private static func yaml(_ bytes: [UInt8], _ read: (YAMLMap) throws(ConfigurationError) -> Void) {
    told { () throws(ConfigurationError) in
      try read(YAMLFile.parse(String(decoding: bytes, as: UTF8.self), file: "a.yaml"))
    }
  }

  private static func told(_ read: () throws(ConfigurationError) -> Void) {
    do { try read() } catch { precondition(!error.description.isEmpty, "a person is told what is wrong") }
  }

  /// A category or an identifier, as the first byte says.
  private static func recogniser(_ bytes: [UInt8]) {
    guard let kind = bytes.first else { return }
    for folder in ["categories", "identifiers"] { Scratch.makeFolder("rules/\(folder)") }
    let names = ["rules/categories/a.yaml", "rules/identifiers/a.yaml"]
    Scratch.remove(names[1 - Int(kind & 1)])
    _ = Scratch.write(names[Int(kind & 1)], bytes.dropFirst())
    told { () throws(ConfigurationError) in _ = try Detection.RuleReader(folder: Scratch.folder + "/rules") }
  }

  private static func pattern(_ text: String) {
    for keepsCase in [false, true] {
      var parser = PatternParser(text, keepsCase: keepsCase) { Array($0.lowercased().utf8) }
      _ = try? parser.parse()
    }
  }
}
