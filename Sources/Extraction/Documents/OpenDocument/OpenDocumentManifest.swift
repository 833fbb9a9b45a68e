import Foundation

/// How one part of an OpenDocument file is encrypted (OASIS OpenDocument 1.3 part 2 §4.8).
struct OpenDocumentCipher {
  var algorithm = ""
  var vector: [UInt8] = []
  var derivation = ""
  var salt: [UInt8] = []
  var rounds = 0
  /// In bytes; the defaults are the standard's.
  var keySize = 16
  var startHash = "SHA1"
  var checksumType = ""
  var checksum: [UInt8] = []
}

/// Which parts the manifest says are encrypted, and how.
final class ManifestHandler: XMLHandler {
  /// By their names, as `PackageWalk` compares them.
  private(set) var parts: [String: OpenDocumentCipher] = [:]
  var isPackageEncrypted = false
  private var path = ""
  private var part: OpenDocumentCipher?

  /// A document has some dozen parts, an atlas a few thousand pictures.
  private static let mostParts = 50_000

  var isEncrypted: Bool {
    isPackageEncrypted || parts["content.xml"] != nil || parts["encrypted-package"] != nil
  }

  func start(_ name: XMLName, _ attributes: XMLAttributes) {
    switch name {
    case "file-entry": path = PackageWalk.normal(attributes["full-path"] ?? "")
    case "encryption-data":
      part = OpenDocumentCipher()
      part?.checksumType = attributes["checksum-type"] ?? ""
      part?.checksum = bytes(attributes["checksum"])
    case "algorithm":
      part?.algorithm = attributes["algorithm-name"] ?? ""
      part?.vector = bytes(attributes["initialisation-vector"])
    case "key-derivation":
      part?.derivation = attributes["key-derivation-name"] ?? ""
      part?.salt = bytes(attributes["salt"])
      part?.rounds = attributes["iteration-count"].flatMap { Int($0) } ?? 0
      part?.keySize = attributes["key-size"].flatMap { Int($0) } ?? 16
    case "start-key-generation": part?.startHash = attributes["start-key-generation-name"] ?? "SHA1"
    default: break
    }
  }

  func end(_ name: XMLName) {
    guard name == "encryption-data", let part else { return }
    if parts.count < Self.mostParts { parts[path] = part }
    self.part = nil
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

  private func bytes(_ text: String?) -> [UInt8] { text.flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } ?? [] }
}
