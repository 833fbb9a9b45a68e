import Foundation
import MIME
import Testing

@testable import Protection

@Suite("Nothing but what is protected changes")
struct SpliceTests {
  private static let marker = Array("Zyxwv".utf8)

  @Test(
    "base64 is as Foundation writes it, at any length and line end", arguments: [[0x0D, 0x0A], [0x0A]] as [[UInt8]])
  func base64(lineEnd: [UInt8]) {
    for count in [0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 57 * 4096 - 1, 57 * 4096, 57 * 4096 + 1, 1_000_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      let splice = Splice(0..<0, [.base64(bytes, lineEnd: lineEnd)])
      var written: [UInt8] = []
      #expect(
        splice.write {
          written += $0
          return true
        })
      let options: Data.Base64EncodingOptions =
        lineEnd.count == 2
        ? [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed]
        : [.lineLength76Characters, .endLineWithLineFeed]
      #expect((written == Array(Data(bytes).base64EncodedString(options: options).utf8)), "\(count) bytes")
      #expect(splice.count == written.count)
    }
  }

  @Test("in every message of the checkout the parts that were not asked for stay byte for byte")
  func everyMessage() throws {
    #expect(Sample.messages.count > 100)
    var changed = 0
    for path in Sample.messages {
      let original = try Sample.message(path)
      // As it stands, and with another attachment in a multipart around it, so that each has something to protect.
      for bytes in [original, Self.wrapped(original)] {
        let order = ProtectionOrder(password: try Password("lantern-orbit"))
        let work: ProtectionWork
        do {
          work = try bytes.withUnsafeBytes { bytes throws in try MessageProtector.protect(bytes, order) }
        } catch is ProtectionFailure {
          continue
        }
        changed += work.splices.isEmpty ? 0 : 1
        Self.check(bytes, work, path)
      }
    }
    #expect(changed > 100)
  }

  @Test("messages that chance has bent come out right, or not at all")
  func bent() throws {
    var source = Chance(state: 20_260_105)
    let order = ProtectionOrder(password: try Password("lantern-orbit"))
    let seeds = try Sample.messages.prefix(60).map { Self.wrapped(try Sample.message($0)) }
    for round in 0..<600 {
      var bytes = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &source) {
        let place = Int.random(in: 0..<bytes.count, using: &source)
        switch Int.random(in: 0..<5, using: &source) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &source)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Array("\n--outer-boundary\n".utf8), at: place)
        case 3: bytes.insert(contentsOf: [0x0D, 0x0A, 0x0D, 0x0A], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
        }
      }
      guard let work = try? bytes.withUnsafeBytes({ bytes throws in try MessageProtector.protect(bytes, order) }) else {
        continue
      }
      Self.check(bytes, work, "round \(round)")
    }
  }

  /// The message as the first part of another, with a file beside it.
  private static func wrapped(_ message: [UInt8]) -> [UInt8] {
    let feed = message.firstIndex(of: 0x0A) ?? 0
    let lineEnd = feed > 0 && message[feed - 1] == 0x0D ? "\r\n" : "\n"
    let end = Array((lineEnd + lineEnd).utf8)
    var place = 0
    while place < message.count, !message[place...].starts(with: end) { place += 1 }
    let header = String(decoding: message[..<min(place, message.count)], as: UTF8.self)
    // What describes the content goes with it into the part.
    var outer: [Substring] = []
    var inner: [Substring] = []
    var isContent = false
    for line in header.split(separator: lineEnd, omittingEmptySubsequences: false) {
      if !line.hasPrefix(" "), !line.hasPrefix("\t") { isContent = line.lowercased().hasPrefix("content-") }
      if isContent { inner.append(line) } else { outer.append(line) }
    }
    let body = message[min(place + end.count, message.count)...]
    let start =
      outer + ["Content-Type: multipart/mixed; boundary=outer-boundary", "", "--outer-boundary"] + inner + ["", ""]
    let file = Mail.file("Zyxwv.csv", Array("Zyxwv,1\n".utf8))
    return Array(start.joined(separator: lineEnd).utf8) + body
      + Mail.wire("\n--outer-boundary\n\(file)\n--outer-boundary--\n", lineEnd)
  }

  private static func check(_ bytes: [UInt8], _ work: ProtectionWork, _ what: String) {
    let rebuilt = Mail.rebuilt(bytes, work)
    let gone = Set(work.parts.filter { $0.outcome != .alreadyLocked }.map(\.number))
    let before = Mail.read(bytes).filter { part in
      !part.isMultipart && !gone.contains { part.number == $0 || part.number.hasPrefix($0 + ".") }
    }
    let after = Mail.read(rebuilt)
    // In their order, each as it was; what is new stands between them.
    var rest = after.filter { !$0.isMultipart }[...]
    for part in before {
      guard
        let index = rest.firstIndex(where: {
          ($0.header, $0.body, $0.content) == (part.header, part.body, part.content)
        })
      else {
        Issue.record("\(what): part \(part.number) (\(part.type)) is not as it was")
        return
      }
      rest = rest[(index + 1)...]
    }
    if !work.splices.isEmpty {
      let new = after.filter { !$0.isMultipart }.count - before.count
      // A forwarded message counts with all its parts in one, and one archive or document stands for all that went.
      #expect(new == 1, "\(what): \(new) new parts")
    }
  }
}

/// Numbers that are the same in every run (splitmix64).
private struct Chance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
