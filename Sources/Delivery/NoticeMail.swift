import Foundation
import Glibc
import Spool

/// A notice as a mail (RFC 5322, RFC 2045 to 2047): automatic, from the null sender, so that nothing ever answers it.
struct NoticeMail {
  let notice: Notice
  let from: String
  let name: String

  init(_ notice: Notice, from: String, name: String) {
    self.notice = notice
    self.from = from
    self.name = name
  }

  /// A notice of its own, without attachments.
  func file(date: Date = Date()) throws -> MemoryFile {
    let file = MemoryFile(label: "postern-notice")
    try file.append(Array((header(date) + textPart()).utf8))
    try file.seal()
    return file
  }

  /// A notice that carries an original message, whole and unchanged (RFC 2046 §5.2.1).
  func file(attaching original: MemoryFile, as envelope: Envelope, date: Date = Date()) throws -> MemoryFile {
    let file = MemoryFile(label: "postern-notice")
    let boundary = "postern-\(Self.token())"
    // RFC 6532 §3.7: a message with UTF-8 in its header is no message/rfc822.
    let type = Self.isInternational(envelope) ? "message/global" : "message/rfc822"
    let before =
      header(date)
      + "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
      + "--\(boundary)\r\n" + textPart() + "\r\n--\(boundary)\r\nContent-Type: \(type)\r\n"
      + "Content-Transfer-Encoding: 8bit\r\nContent-Disposition: attachment; filename=\"original.eml\"\r\n\r\n"
    try file.append(Array(before.utf8))
    try original.withBytes { bytes in try file.append(bytes) }
    try file.append(Array("\r\n--\(boundary)--\r\n".utf8))
    try file.seal()
    return file
  }

  /// From nobody, to one person (RFC 3834 §3.1.2, §4).
  func envelope(returning original: Envelope? = nil) -> Envelope {
    var parameters: [String] = []
    if original != nil { parameters.append("BODY=8BITMIME") }
    if original.map(Self.isInternational) == true { parameters.append("SMTPUTF8") }
    return Envelope(
      sender: Envelope.Path(address: "", parameters: parameters), recipients: [Envelope.Path(address: notice.to)])
  }

  private func header(_ date: Date) -> String {
    var lines = [
      "From: \(EncodedWord.phrase(name)) <\(from)>", "To: <\(notice.to)>",
      "Subject: \(EncodedWord.unstructured(notice.subject))", "Date: \(Self.date(date))",
      "Message-ID: <\(Self.token()).notice@\(from.split(separator: "@").last.map(String.init) ?? "localhost")>",
    ]
    if let id = Self.checked(notice.inReplyTo) { lines += ["In-Reply-To: \(id)", "References: \(id)"] }
    // RFC 3834 §5 tells an answer from a letter of its own; the second field quietens Exchange's automatic answers.
    lines += [
      "Auto-Submitted: \(notice.inReplyTo == nil ? "auto-generated" : "auto-replied")",
      "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
    ]
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  private func textPart() -> String {
    let isASCII = notice.text.utf8.allSatisfy { $0 < 0x80 }
    let text =
      isASCII ? notice.text.replacingOccurrences(of: "\n", with: "\r\n") : QuotedPrintable.encode(notice.text)
    return "Content-Type: text/plain; charset=\(isASCII ? "us-ascii" : "utf-8")\r\n"
      + "Content-Transfer-Encoding: \(isASCII ? "7bit" : "quoted-printable")\r\n\r\n" + text
  }

  /// A Message-ID is what a client wrote: only one that is well formed goes into our header (RFC 5322 §3.6.4).
  private static func checked(_ id: String?) -> String? {
    guard let id, id.utf8.count <= 900, id.hasPrefix("<"), id.hasSuffix(">"),
      id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return id
  }

  private static func isInternational(_ envelope: Envelope) -> Bool {
    envelope.sender.parameters.contains { $0.uppercased() == "SMTPUTF8" }
  }

  private static func token() -> String {
    var random = SystemRandomNumberGenerator()
    return String(random.next(), radix: 36) + String(random.next(), radix: 36)
  }

  /// RFC 5322 §3.3, always in UTC.
  static func date(_ date: Date) -> String {
    var time = time_t(date.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&time, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(days[Int(parts.tm_wday)]), \(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
  }
}
