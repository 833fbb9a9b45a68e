public import Policy
public import Quarantine

/// The words of an SMTP reply that refuses or puts off a message: the mail program shows them to its user, and Postfix
/// logs them, so that they name rule and clause and nothing of the message (D13).
public struct SMTPReplyText: Hashable, Sendable {
  /// 550 or 451.
  public var code: Int
  /// RFC 3463: "5.7.1" for a refusal by policy, "4.3.0" for what is wrong on our side.
  public var enhancedCode: String
  /// 1 to 32 lines of at most 400 printable ASCII characters, without codes.
  public var lines: [String]

  static let mostLines = 32
  static let longestLine = 400

  /// A refusal for good, with the reason and the remedy of each rule that asks for it.
  /// - Parameter contact: whom to ask; nil for the data compliance officer.
  public static func refusal(_ rules: [HeldMessage.Rule], contact: String? = nil) -> SMTPReplyText {
    let office = contact ?? "the data compliance officer"
    var lines = ["Your email was not sent."]
    for rule in rules
    where rule.mode == .enforce && rule.requirements.contains(where: { ["reject", "protect"].contains($0) }) {
      guard !rule.isDiscreet else { continue }
      lines.append("\(rule.title): \(rule.publicReason)")
      if !rule.clause.isEmpty { lines.append("Our policy says: \"\(rule.clause)\"") }
      if !rule.remedy.isEmpty { lines.append("What you can do: \(rule.remedy)") }
      lines.append("Rule: \(rule.id)")
    }
    if lines.count == 1 { lines.append("One of our rules does not allow it.") }
    return SMTPReplyText(550, "5.7.1", lines, last: "Questions? Ask \(office).")
  }

  /// The same from a decision, with the rules that were enforced.
  public static func refusal(_ decision: Decision, contact: String? = nil) -> SMTPReplyText {
    refusal(decision.matches.map { HeldMessage.Rule($0) }, contact: contact)
  }

  /// Try again later: something on our side stands in the way, and nothing is lost.
  public static let later = SMTPReplyText(
    451, "4.3.0", ["Your email cannot be checked at the moment."],
    last: "It stays with the sending server, which tries again by itself.")

  private init(_ code: Int, _ enhancedCode: String, _ lines: [String], last: String) {
    self.code = code
    self.enhancedCode = enhancedCode
    let printable = (lines + [last]).flatMap { Self.printable($0) }
    self.lines =
      printable.count <= Self.mostLines
      ? printable
      : printable.prefix(Self.mostLines - 2) + ["There are more reasons than fit here."] + printable.suffix(1)
  }

  /// Lines that fit, in ASCII: what a mail program shows of other bytes is anybody's guess.
  private static func printable(_ text: String) -> [String] {
    var plain = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{2018}", "\u{2019}": plain += "'"
      case "\u{201C}", "\u{201D}": plain += "\""
      case "\u{2010}"..."\u{2015}": plain += "-"
      case "\u{2026}": plain += "..."
      case "\u{203A}": plain += ">"
      case "\u{A3}": plain += "GBP "
      case " "..."~": plain.unicodeScalars.append(scalar)
      case "\t", "\n", "\r", "\u{A0}": plain += " "
      default: plain += "?"
      }
    }
    var lines: [String] = []
    var line = ""
    for word in plain.split(separator: " ") {
      // A single word may be longer than a line, and is cut then.
      for piece in stride(from: 0, to: word.count, by: longestLine).map({ word.dropFirst($0).prefix(longestLine) }) {
        if !line.isEmpty, line.count + 1 + piece.count > longestLine {
          lines.append(line)
          line = ""
        }
        line += (line.isEmpty ? "" : " ") + piece
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
