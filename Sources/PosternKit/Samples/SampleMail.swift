public import Foundation

/// Ordinary school mail that every contender lets through: many different messages, or one body under many headers.
public struct SampleMail: Sendable {
  private let messages: [[UInt8]]
  /// What follows each of `messages`; empty where they are whole.
  private let rest: [UInt8]
  /// The envelope's.
  public let recipients: [String]

  /// Plain letters, a hundred different ones.
  /// - Parameters:
  ///   - size: of a whole message, in bytes, roughly.
  ///   - recipients: strangers who are all named in To; of twelve and more the rules that ship hide the addresses.
  ///   - domain: of a single recipient.
  public init(size: Int, recipients: Int = 1, domain: String = "elsewhere.example") {
    self.recipients =
      recipients == 1 ? ["someone@\(domain)"] : (1...recipients).map { "someone.\($0)@elsewhere\($0).example" }
    let to = self.recipients.joined(separator: ",\r\n ")
    var words = SchoolWords()
    messages = (0..<100).map { number in
      var text =
        Self.header(number, to: to) + "Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\n"
      while text.utf8.count < size - 60 { text += words.sentence() }
      return Array((text + "\r\nKind regards\r\n").utf8)
    }
    rest = []
  }

  /// Letters with attachments, alike but for their headers.
  /// - Parameters:
  ///   - html: the size of the HTML body, in bytes; 0 for a short plain one.
  ///   - files: names as the recipient sees them, and content.
  public init(html: Int, files: [(name: String, content: Data)]) {
    recipients = [Self.stranger]
    let boundary = "=_bench_7f31"
    messages = (0..<100).map { number in
      Array((Self.header(number) + "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n").utf8)
    }
    var words = SchoolWords()
    var text = "--\(boundary)\r\n"
    if html > 0 {
      text +=
        "Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><style>p { margin: 0 }</style></head><body>\r\n"
      while text.utf8.count < html {
        text += "<p class=\"MsoNormal\"><span lang=\"EN-GB\">\(words.sentence())</span></p>\r\n"
      }
      text += "</body></html>\r\n"
    } else {
      text += "Content-Type: text/plain; charset=utf-8\r\n\r\nThe files for Thursday.\r\n"
    }
    var bytes = Array(text.utf8)
    for file in files {
      bytes += Array(
        ("--\(boundary)\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
          + "Content-Disposition: attachment; filename=\"\(file.name)\"\r\n\r\n").utf8)
      bytes += Array(
        file.content.base64EncodedData(options: [
          .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]))
      bytes += Array("\r\n".utf8)
    }
    rest = bytes + Array("--\(boundary)--\r\n".utf8)
  }

  /// The message for a number in pieces, without the final dot.
  public func pieces(_ number: Int) -> [[UInt8]] {
    let message = messages[number % messages.count]
    return rest.isEmpty ? [message] : [message, rest]
  }

  /// The message for a number, without the final dot.
  public func message(_ number: Int) -> [UInt8] { Array(pieces(number).joined()) }

  /// Of a whole message, in bytes.
  public var size: Int { messages[0].count + rest.count }

  private static let stranger = "someone@elsewhere.example"

  private static func header(_ number: Int, to: String = stranger) -> String {
    "From: Teacher <teacher@oakfield.example>\r\nTo: \(to)\r\nSubject: Notes of the week \(number)\r\n"
      + "Date: Tue, 13 Jan 2026 08:50:00 +0000\r\nMessage-ID: <bench-\(number)@oakfield.example>\r\nMIME-Version: 1.0\r\n"
  }
}

/// What schools write when they write nothing personal, the same each time.
private struct SchoolWords {
  private static let sentences = [
    "Please remember that the library closes at four on Friday.",
    "The minutes of the last meeting are on the shared drive.",
    "We need three more volunteers for the summer fair, mostly for the barbecue and the book stall.",
    "The supplier says that the chairs will arrive in the second week of term.",
    "Room 14 has a new projector; ask the office if the remote control has wandered off again.",
    "The coach leaves at half past eight from the front gate, and comes back before the end of the day.",
    "Could you check the figures for the photocopying budget before we order more paper?",
    "The governors liked the plan for the garden and asked for a costing of the fence.",
    "Year 9 will be off timetable on Thursday morning for the science workshop.",
    "The order number is 4471 and the invoice should follow next week.",
  ]
  private var state: UInt64 = 42

  /// With a line's end behind it, or that of a paragraph.
  mutating func sentence() -> String {
    Self.sentences[pick(Self.sentences.count)] + (pick(5) == 0 ? "\r\n\r\n" : "\r\n")
  }

  private mutating func pick(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
