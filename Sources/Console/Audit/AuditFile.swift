import Foundation
import Quarantine

/// Lines of the audit trail as a file, the newest first.
struct AuditFile: Sendable {
  private let lines: [Line]

  private struct Line: Encodable {
    var writer: String
    var number: Int64
    /// ISO 8601, in UTC.
    var time: String
    var action: String
    var reference: String?
    var actor: String?
    var reason: String?
  }

  init(_ lines: [AuditLine]) {
    let format = ISO8601DateFormatter()
    self.lines = lines.map { line in
      Line(
        writer: line.writer, number: line.number,
        time: format.string(from: Date(timeIntervalSince1970: TimeInterval(line.time))), action: line.action.rawValue,
        reference: line.held.map { "\($0)" }, actor: line.actor, reason: line.reason)
    }
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys, .prettyPrinted]
    return Array(try encoder.encode(lines)) + [0x0A]
  }

  /// RFC 4180, with the byte order mark by which spreadsheets know UTF-8.
  func csv() -> [UInt8] {
    let heading = ["chain", "line", "time", "action", "message", "by", "why"]
    let rows = lines.map { line in
      [
        line.writer, "\(line.number)", line.time, line.action, line.reference ?? "", line.actor ?? "",
        line.reason ?? "",
      ]
    }
    let text = ([heading] + rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    return Array(("\u{FEFF}" + text).utf8)
  }

  /// A spreadsheet reads some beginnings as a formula, and the reason is what somebody wrote (OWASP, CSV injection).
  static func field(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) || isFormula else {
      return safe
    }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }
}
