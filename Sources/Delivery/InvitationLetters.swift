public import Configuration
import Crypto
import Foundation
public import Quarantine

/// Sends one-time codes of the console's accounts to those whom they are for.
public struct InvitationLetters: Sendable {
  private let store: QuarantineStore
  private let writer: NoticeWriter
  private let url: String

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    url = settings.console.url
  }

  /// Puts the letter into the outbox, where it is sealed as all that waits there.
  /// - Parameters:
  ///   - code: as it is to be typed.
  ///   - until: Unix time in seconds.
  public func send(_ code: String, until: Int64, to address: String) throws(DeliveryError) {
    do {
      let notice = writer.invitation(code, url: url, until: until, to: address)
      // The purpose tells one code from another, and not what it is.
      let tag = SHA256.hash(data: Data(code.utf8)).prefix(8).map { String($0, radix: 16) }.joined()
      try store.queue(writer.draft(notice, purpose: "invitation \(tag)"))
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}

extension NoticeWriter {
  /// To somebody who is to open an account.
  /// - Parameter until: Unix time in seconds.
  func invitation(_ code: String, url: String, until: Int64, to address: String) -> Notice {
    let paragraphs = [
      "An administrator has made an account for you in the console of the school's email check, or has reset the one that you had.",
      "To open it, go to this page and enter the one-time code:", "  \(url)/invitation\n  \(code)",
      "The code serves once, until \(date(until)). You will choose a password, and set up an authenticator app on your telephone. Do not pass the code on: whoever has it has the account.",
      "If you did not expect this, tell the administrator, and do not use the code.",
      "This message was written by a computer; please do not answer it.", "  \(senderName)",
    ]
    return Notice(
      to: address, subject: "Open your account of the email check",
      text: paragraphs.map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }
}
