import Foundation
import GRDB
public import Protection
public import Spool

/// A message in the form in which it goes to those who have agreed on one password with the school, beside the form of all
/// others. The password is theirs already, and is not kept here.
public struct OwnForm: Sendable {
  /// As the envelope has them.
  public var recipients: [String]
  public var content: MemoryFile

  public init(for recipients: [String], _ content: MemoryFile) {
    self.recipients = recipients
    self.content = content
  }
}

/// Who of a message's recipients opens it with a password that the school has agreed on with them.
public enum PasswordAgreement: Hashable, Sendable {
  case nobody, some, everybody
}

/// Some of a message's recipients who share a password that the school has agreed on with them.
public struct AgreedGroup: Sendable {
  public var recipients: [String]
  public var password: Password
}

extension QuarantineStore {
  /// Under so many passwords one message goes, beside the one of all others; who would need a further one gets it under
  /// that.
  public static let mostOwnForms = 15

  /// Those of a message's recipients who have agreed on a password of their own, by password, in the order of the envelope.
  /// - Parameter recipients: as the envelope has them.
  /// - Returns: none where all share one: then that is the password of the whole message (`agreedPassword(forAll:)`).
  public func agreedGroups(_ recipients: [String]) throws(QuarantineError) -> [AgreedGroup] {
    var groups: [AgreedGroup] = []
    for recipient in recipients {
      guard let password = try agreedPassword(for: recipient) else { continue }
      if let index = groups.firstIndex(where: { $0.password == password }) {
        groups[index].recipients.append(recipient)
      } else if groups.count < Self.mostOwnForms {
        groups.append(AgreedGroup(recipients: [recipient], password: password))
      }
    }
    return groups.first?.recipients.count == recipients.count ? [] : groups
  }

  /// Who of these would open a message with a password that they know.
  /// - Parameter recipients: all who get it under one.
  public func agreement(with recipients: [String]) throws(QuarantineError) -> PasswordAgreement {
    if try agreedPassword(forAll: recipients) != nil { return .everybody }
    let own = try agreedGroups(recipients).reduce(0) { $0 + $1.recipients.count }
    return own == 0 ? .nobody : own == recipients.count ? .everybody : .some
  }

  /// Keeps forms of a held message beside that of `keepProtected`, in place of former ones. From then on its copies under a
  /// password are cut by them, whoever sends it on.
  public func keepOwnForms(_ forms: [OwnForm], of id: HeldID) throws(QuarantineError) {
    let key = try messageKey(id)
    try storeOwnForms(forms, key)
    try attempt("keep the forms of \(id)") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM ownForm WHERE held = ?", arguments: [id.description])
        try self.insertOwnForms(forms, key, db)
      }
    }
  }

  /// Who opens a message with a password that they have agreed on with the school, as the envelope has them.
  public func ownFormRecipients(of id: HeldID) throws(QuarantineError) -> [String] {
    let forms = try attempt("look for the forms of \(id)") {
      try database.read { db in try self.ownForms(of: id, db) }
    }
    return forms.flatMap(\.recipients)
  }

  func storeOwnForms(_ forms: [OwnForm], _ key: MessageKey) throws(QuarantineError) {
    for (index, form) in forms.enumerated() {
      try storeProtected(form.content, key, at: folder.lockedFile(key.id, number: index + 1))
    }
  }

  func insertOwnForms(_ forms: [OwnForm], _ key: MessageKey, _ db: Database) throws {
    for (index, form) in forms.enumerated() {
      try db.execute(
        sql:
          "INSERT INTO ownForm (held, number, recipients) SELECT id, ?, ? FROM held WHERE id = ? AND record IS NOT NULL",
        arguments: [index + 1, try key.seal(form.recipients, as: Self.ownFormPurpose), key.id.description])
    }
  }

  /// A copy cut into one for each form in which it goes.
  func byForm(_ record: OutgoingRecord, of id: HeldID, _ db: Database) throws -> [OutgoingRecord] {
    guard record.isProtected == true else { return [record] }
    var rest = record
    var records: [OutgoingRecord] = []
    for form in try ownForms(of: id, db) {
      var own = record
      own.recipients.removeAll { !form.recipients.contains($0.path.address) }
      guard !own.recipients.isEmpty else { continue }
      own.form = form.number
      records.append(own)
      rest.recipients.removeAll { form.recipients.contains($0.path.address) }
    }
    return (rest.recipients.isEmpty ? [] : [rest]) + records
  }

  private func ownForms(of id: HeldID, _ db: Database) throws -> [(number: Int, recipients: [String])] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT number, recipients FROM ownForm WHERE held = ? ORDER BY number", arguments: [id.description])
    guard !rows.isEmpty else { return [] }
    let key = try messageKey(id)
    return try rows.map { row in
      (row["number"], try key.open(row["recipients"], as: Self.ownFormPurpose, [String].self))
    }
  }

  private static let ownFormPurpose = "own form"
}
