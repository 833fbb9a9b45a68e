import Foundation

@testable import Protection

/// Documents and mail that tests stand on.
enum Sample {
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  static func document(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: "Tests/Fixtures/documents/\(name)")))
  }

  /// Every message in the checkout.
  static let messages: [String] = {
    let folders = ["Tests/Fixtures", "rules/examples", "examples"]
    return folders.flatMap { folder in
      let all = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
      return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".eml") }.map { "\(folder)/\($0)" }
    }.sorted()
  }()

  static func message(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: root.appending(path: path))) }

  static func protect(_ file: [UInt8], _ name: String?, _ password: String, type: String = "") throws
    -> FileProtector.Result
  {
    let password = try Password(password)
    return try file.withUnsafeBytes { bytes throws in
      try FileProtector.protect(bytes, type: type, name: name, password: password)
    }
  }
}
