import Configuration
import Detection
import Glibc
import MIME
import Spool
import Testing

@testable import Inspection

@Suite("The bounds of an inspection, from the settings into a worker and back")
struct BoundsTests {
  /// - Returns: what a worker with these limits makes of a message.
  private func inspect(_ text: String, _ change: (inout Settings.Limits) -> Void = { _ in }) throws -> Inspection {
    var limits = Inspectors.limits()
    change(&limits)
    return try Inspectors.withPool(limits) { (pool) throws in
      let file = MemoryFile()
      try file.append(Array(text.utf8))
      return try pool.inspect(InspectionRequest(.message(file), sender: "a@oakfield.example", recipients: []))
    }
  }

  private func kinds(_ inspection: Inspection) -> Set<Ambiguity.Kind> { Set(inspection.ambiguities.map(\.kind)) }

  private func found(_ inspection: Inspection) -> Bool {
    inspection.findings.contains { $0.what == .category(.health, .serious) }
  }

  /// Multiparts within multiparts, and words at the bottom.
  private func nested(_ depth: Int) -> String {
    var text = "From: a@oakfield.example\r\nMIME-Version: 1.0\r\n"
    for i in 0..<depth { text += "Content-Type: multipart/mixed; boundary=b\(i)\r\n\r\n--b\(i)\r\n" }
    text += "Content-Type: text/plain\r\n\r\nShe has epilepsy.\r\n"
    for i in (0..<depth).reversed() { text += "--b\(i)--\r\n" }
    return text
  }

  @Test("parts within parts to the depth that is set, 50 of old; deeper ones are said, and read as they stand")
  func depth() throws {
    let within = try inspect(nested(50))
    #expect(found(within) && kinds(within).isEmpty)
    let beyond = try inspect(nested(51))
    #expect(found(beyond) && kinds(beyond).contains(.nestedTooDeep))
    let set = try inspect(nested(8)) { $0.depth = 7 }
    #expect(found(set) && kinds(set).contains(.nestedTooDeep))
    #expect(try kinds(inspect(nested(10_000))).contains(.nestedTooDeep))
  }

  @Test("as many parts as are set; more are said, and what they hold is still found")
  func parts() throws {
    func message(_ count: Int) -> String {
      "From: a@oakfield.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + String(repeating: "--b\r\nContent-Type: text/plain\r\n\r\nLunch.\r\n", count: count - 1)
        + "--b\r\nContent-Type: text/plain\r\n\r\nShe has epilepsy.\r\n--b--\r\n"
    }
    let within = try inspect(message(15)) { $0.parts = 20 }
    #expect(found(within) && kinds(within).isEmpty)
    let beyond = try inspect(message(40)) { $0.parts = 20 }
    #expect(beyond.parts.count <= 21)
    #expect(found(beyond) && kinds(beyond).contains(.tooManyParts))
  }

  @Test("as many decoded bytes as are set; more are cut, and that is said")
  func decodedBytes() throws {
    let filler = String(repeating: String(repeating: "lunch ", count: 12) + "\r\n", count: 20_000)
    let text = "From: a@oakfield.example\r\n\r\n\(filler)She has epilepsy.\r\n"
    let within = try inspect(text)
    #expect(found(within) && kinds(within).isEmpty)
    let beyond = try inspect(text) { $0.decodedBytes = 1 << 20 }
    #expect(kinds(beyond).contains(.tooLarge))
  }

  @Test("an inspection that the sandbox refused something counts as not read, part by part and as a whole")
  func refused() {
    var inspection = Inspection()
    inspection.parts = [
      PartSummary(number: "1", type: "multipart/mixed"), PartSummary(number: "1.1", type: "text/plain"),
      PartSummary(number: "1.2", type: "application/pdf", unreadable: "not read yet"),
    ]
    inspection.parts[1].digest = [UInt8](repeating: 1, count: 32)
    inspection.markAllUnreadable(["openat"])
    #expect(inspection.parts[0].unreadable == nil, "a container has no bytes of its own")
    #expect(
      inspection.parts[1].unreadable
        == "reading it asked for a file or another thing that the sandbox refuses (openat)")
    #expect(inspection.parts[2].unreadable == "not read yet")
    #expect(inspection.limitsReached == ["reading it asked for what the sandbox refuses"])
  }
}
