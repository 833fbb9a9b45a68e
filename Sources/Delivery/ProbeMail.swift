import Foundation
public import Quarantine
public import Spool

/// The message by which is seen whether internal mail comes by (RFC 5322).
public struct ProbeMail {
  private let text: String

  /// - Parameters:
  ///   - sender: a member of staff.
  ///   - recipient: somebody else of the school.
  public init(_ token: ProbeToken, from sender: String, to recipient: String) {
    let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    text = [
      "From: <\(sender)>", "To: <\(recipient)>", "Subject: \(token.subject)", "Date: \(NoticeMail.date(Date()))",
      "Message-ID: <\(token).probe@\(domain)>",
      // RFC 3834 §5: no holiday notice is to answer it.
      "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=us-ascii", "",
      "This message tests the way that email takes within the school. You need do",
      "nothing, and may delete it.", "",
    ].joined(separator: "\r\n")
  }

  /// - Throws: `SpoolError` when there is no memory for it.
  public func file() throws -> MemoryFile {
    let file = MemoryFile(label: "postern-probe")
    try file.append(Array(text.utf8))
    try file.seal()
    return file
  }
}
