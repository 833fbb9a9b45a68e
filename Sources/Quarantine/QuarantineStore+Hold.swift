import Configuration
import Crypto
import Foundation
import GRDB
import Glibc
import Policy
public import Spool

/// What is sealed in a held message's row.
struct HeldRecord: Codable {
  var message: HeldMessage
  var digest: [UInt8]
  var size: Int
}

extension QuarantineStore {
  /// Stores a message so that it survives a power cut, and only then returns (D19): the content is written and synced,
  /// its folder synced, its key and its row committed. One that was not read yet (`HeldMessage.pending`) becomes
  /// `pending`, any other `held`.
  /// - Parameter announcement: the letters that tell of it; none goes out for one more message of a case that still
  ///   waits.
  /// - Returns: its reference; the old one when the same message (identity, envelope, Message-ID, body) was held within
  ///   five days, whatever became of it since (D21).
  /// - Throws: `QuarantineError`, nearly always temporary; nothing half stored is left.
  public func hold(
    _ message: HeldMessage, content: MemoryFile, announcing announcement: HoldAnnouncement? = nil
  ) throws(QuarantineError) -> Hold {
    let state: HeldState = message.pending == nil ? .held : .pending
    return try store(message, content, as: state) { id, known, db in
      if state == .held {
        try self.noteFiles(of: message, id, db)
        try self.beginWaiting(id, message, db)
      }
      try self.append(state == .held ? .held : .pending, of: id, by: "filter", reason: "", db)
      if let announcement, known?.isWaiting != true { try self.announce(id, announcement, db) }
    }
  }

  /// Stores a message that goes on in several copies as `hold` does, and puts the copies into the outbox in the same
  /// transaction: from here on each goes, once.
  /// - Parameters:
  ///   - message: its rules are no reason to hold it, and are not kept.
  ///   - form: what goes in the copies that are to be protected; its password is kept in the same transaction.
  ///   - announcement: the letter that tells its sender of it.
  public func accept(
    _ message: HeldMessage, content: MemoryFile, how: PendingVerdict.Passing, protected form: ProtectedForm? = nil,
    announcing announcement: HoldAnnouncement? = nil
  ) throws(QuarantineError) -> Hold {
    var message = message
    message.rules = []
    let passing = message
    return try store(passing, content, as: .releasing, protected: form?.content) { id, _, db in
      if let form { try self.insertPassword(form.password, of: id, self.messageKey(id), db) }
      try self.pass(id, passing, how, nil, db)
      if let announcement { try self.announce(id, announcement, about: nil, db) }
    }
  }

  /// - Parameter finish: adds what belongs to the new row, in its transaction; it gets the case that the message joins.
  private func store(
    _ message: HeldMessage, _ content: MemoryFile, as state: HeldState, protected form: MemoryFile? = nil,
    _ finish: (HeldID, OpenCase?, Database) throws -> Void
  ) throws(QuarantineError) -> Hold {
    let digest = try attempt("read a message that is to be held") { try ContentDigest(content) }
    let repeatKey = repeatKey(message, digest)
    let caseKey = caseKey(message, digest)
    let hiddenFrom = hidden(message)
    if let known = try attempt("look for a held message", { try database.read { try self.known(repeatKey, $0) } }) {
      return Hold(id: known, isRepeat: true)
    }

    let id = HeldID.random()
    let key = MessageKey(for: id)
    do {
      try store(content, key, cabinets: Self.words(message.cabinets))
      if let form { try storeProtected(form, key) }
      let sealed = try attempt("seal a held message") {
        try key.seal(HeldRecord(message: message, digest: digest.whole, size: digest.size), as: "record")
      }
      let known = try attempt("store a held message") {
        try database.write { db -> HeldID? in
          // A client that tries again on a second connection may have come in between.
          if let known = try self.known(repeatKey, db) { return known }
          let (time, uptime) = (self.now(), self.uptime())
          let known = try self.openCase(of: message, caseKey, db)
          try db.execute(
            sql: """
              INSERT INTO held (id, state, heldAt, changedAt, cabinets, releaser, rules, repeatKey, caseKey,
                caseID, senderKey, hiddenFrom, record, pendingReason, school, boot, uptime)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              id.description, state.rawValue, time, time,
              Self.words(message.cabinets), message.releaser.rawValue,
              message.rules.map(\.id).joined(separator: " "), repeatKey, caseKey,
              (known?.id ?? id).description, self.senderKey(message.identity), hiddenFrom, sealed,
              message.pending?.reason.rawValue, self.schoolKey(message), uptime.boot, uptime.seconds,
            ])
          try finish(id, known, db)
          return nil
        }
      }
      if let known {
        discard(id)
        return Hold(id: known, isRepeat: true)
      }
      return Hold(id: id, isRepeat: false)
    } catch {
      discard(id)
      throw error
    }
  }

  func announce(_ id: HeldID, _ announcement: HoldAnnouncement, _ db: Database) throws {
    try announce(id, announcement, about: id, db)
  }

  /// - Parameter held: what the letters end with when it is shredded; nil where they outlive it.
  func announce(
    _ id: HeldID, _ announcement: HoldAnnouncement, about held: HeldID?, _ db: Database
  ) throws {
    let admission = try announcement.sender.map { try self.admit($0, perHour: announcement.perHour, db) }
    for draft in try announcement.letters(id, admission) { try insert(draft, about: held, db) }
  }

  /// The same message (identity, envelope, Message-ID, body) as it was stored within five days, whatever became of it
  /// since: however a repeat of it would be decided on, it is accepted already (D21). Nil where there was none, or its
  /// sender has it back. Worth asking where `hasStored` says so.
  public func acceptedBefore(_ message: HeldMessage, content: MemoryFile) throws(QuarantineError) -> HeldID? {
    let digest = try attempt("read a message") { try ContentDigest(content) }
    let key = repeatKey(message, digest)
    return try attempt("look for a held message") { try database.read { try self.known(key, $0) } }
  }

  /// The content first, then its key: a file without a key is noise.
  func store(_ content: MemoryFile, _ key: MessageKey, cabinets: String) throws(QuarantineError) {
    let file = try folder.create(key.id)
    defer { close(file) }
    try attempt("write held content") {
      try SealedContent(key).write(content, to: file)
      guard fsync(file) == 0 else { throw SpoolError(doing: "sync held content", code: errno) }
      guard StateFolder.syncFolder(self.folder.content) == 0 else {
        throw SpoolError(doing: "sync the folder of held content", code: errno)
      }
    }
    try attempt("store the key of a held message") {
      try keyDatabase.write { db in
        let row = try key.wrapped(by: KeyInUse.read(db, self.keys), cabinets: cabinets)
        try db.execute(
          sql: "INSERT INTO messageKey (id, algorithm, keyID, cabinets, wrapped) VALUES (?, ?, ?, ?, ?)",
          arguments: [key.id.description, row.algorithm, row.keyID, row.cabinets, row.wrapped])
      }
    }
  }

  static func words(_ cabinets: [Cabinet]) -> String {
    cabinets.map(\.rawValue).joined(separator: " ")
  }

  /// Takes back a hold that did not come to be. What cannot be taken back now, the next start sweeps.
  func discard(_ id: HeldID) {
    // A commit whose answer was lost may have happened: then the row's content has to stay.
    let isStored = try? database.read { db in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM held WHERE id = ?)", arguments: [id.description])
    }
    guard isStored == false else { return }
    _ = folder.removeLocked(id)
    unlink(folder.file(id))
    try? keyDatabase.write { db in
      try db.execute(sql: "DELETE FROM messageKey WHERE id = ?", arguments: [id.description])
    }
  }

  func known(_ repeatKey: Data, _ db: Database) throws -> HeldID? {
    try String.fetchOne(
      // What its sender has back may be sent anew.
      db,
      sql: """
        SELECT id FROM held WHERE repeatKey = ? AND \(Self.isRecent) AND state <> 'returned' ORDER BY heldAt DESC
        """,
      arguments: [repeatKey] + recent(Self.repeatSpan)
    ).flatMap { HeldID($0) }
  }

  /// Stored within a time, by the clock or, where that was set meanwhile, by how long the machine has been up: a client
  /// tries again within minutes, whatever the clock has become.
  static let isRecent = "(heldAt >= ? OR boot = ? AND uptime >= ?)"

  /// What stands for the places of `isRecent`.
  /// - Parameter span: in seconds.
  func recent(_ span: Int64) -> StatementArguments {
    let uptime = uptime()
    return [now() - span, uptime.boot, uptime.seconds - span]
  }

  /// Those who may not know of it (D17), as keyed digests.
  func hidden(_ message: HeldMessage) -> Data {
    message.hiddenFrom.reduce(into: Data()) { $0 += secrets.reader($1) }
  }

  func repeatKey(_ message: HeldMessage, _ digest: ContentDigest) -> Data {
    var fields = [message.identity, message.messageID ?? "", message.envelope.sender.address]
    fields += message.envelope.sender.parameters.filter { !$0.uppercased().hasPrefix("SIZE=") }.sorted()
    for recipient in message.envelope.recipients.sorted(by: { $0.address < $1.address }) {
      fields += [recipient.address] + recipient.parameters.sorted()
    }
    return keyed("message", fields, message, digest)
  }

  /// The same for transactions that differ in their recipients alone, as Exchange splits them (D21).
  func caseKey(_ message: HeldMessage, _ digest: ContentDigest) -> Data {
    keyed("case", [message.identity, message.messageID ?? "", message.envelope.sender.address], message, digest)
  }

  private func keyed(_ purpose: String, _ fields: [String], _ message: HeldMessage, _ digest: ContentDigest) -> Data {
    var code = HMAC<SHA256>(key: secrets.repeats)
    for field in [purpose] + fields {
      // With their lengths, so that no two lists of fields read alike.
      code.update(data: Data("\(field.utf8.count):\(field)".utf8))
    }
    // Without a Message-ID two mails of a machine may have the same body and be two: then the whole header counts.
    code.update(data: message.messageID == nil ? digest.whole : digest.body)
    return Data(code.finalize())
  }
}
