import Policy
import Quarantine
import Spool

/// The bytes of a row of the outbox, as they are handed over.
struct OutgoingComposer: Sendable {
  let store: QuarantineStore
  let writer: NoticeWriter

  func content(of row: Outgoing) throws -> MemoryFile {
    if let mail = row.record.mail {
      let file = MemoryFile(label: "postern-letter")
      try file.append(mail)
      try file.seal()
      return file
    }
    guard let id = row.held, let message = try store.show(id).message else { throw QuarantineError.noOutgoing(row.id) }
    let isProtected = row.kind == .release && row.record.isProtected == true
    let whole = try isProtected ? store.protectedContent(id, number: row.record.form) : store.claimedContent(id)
    let original = try row.record.cuts.map { try PartSplicing.without($0, whole) } ?? whole
    if row.kind == .giveBack {
      let noticed = NoticedMessage(message)
      let notice =
        try store.actor(of: row.id) == RetentionRound.actor
        ? writer.expired(noticed, id: id, days: max(1, Int(store.time - message.receivedAt) / 86_400))
        : writer.returned(noticed, id: id, note: row.record.note)
      let letter = NoticeMail(notice, from: writer.from, name: writer.senderName)
      return try letter.file(attaching: original, as: message.envelope)
    }
    let file = MemoryFile(label: "postern-release")
    try file.append(Array(ReceivedLine.text(for: message).utf8))
    try HiddenAddresses.rewrite(
      original, into: file, showing: row.record.shown ?? .everybody, without: message.subjectTag)
    try file.seal()
    return file
  }
}
