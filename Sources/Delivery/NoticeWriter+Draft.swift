import Quarantine
import Spool

extension NoticeWriter {
  /// A letter as a row of the outbox.
  /// - Parameter purpose: what tells it from others; a repeat of it is not sent.
  func draft(_ notice: Notice, purpose: String) throws -> OutgoingDraft {
    let mail = NoticeMail(notice, from: from, name: senderName)
    return OutgoingDraft(
      envelope: mail.envelope(), mail: try mail.file().withBytes { Array($0) }, purpose: purpose,
      links: notice.link.map { [$0] } ?? [])
  }
}
