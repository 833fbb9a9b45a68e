import Configuration
public import Policy
public import Protection
public import Quarantine
public import Spool

extension Desk {
  /// The content of a message, decrypted into memory; that it was asked for stands on the audit trail before.
  /// - Parameter reason: why, where it has to be said; "looked at" otherwise.
  public func content(of id: HeldID, for reader: Reader, reason: String = "looked at") throws(DeskError) -> MemoryFile {
    let seen = try open(id, to: reader)
    let isHolder = book.holds(seen.access, seen.reader)
    return try acting(on: id) { () throws(QuarantineError) in
      try store.content(id, reason: reason, by: reader.address, asHolder: isHolder)
    }
  }

  /// Whether somebody may have the password of a message told: who holds its cabinet, and nobody who was asked about it or
  /// has broken the glass.
  public func mayHavePassword(_ seen: Seen) -> Bool { book.holds(seen.access, seen.reader) }

  /// The password that a message has gone under, for those who hold its cabinet; that it was asked for stands on the audit
  /// trail before.
  /// - Returns: nil where it was not protected, or that is forgotten.
  public func password(of id: HeldID, for reader: Reader) throws(DeskError) -> Password? {
    guard try mayHavePassword(open(id, to: reader)) else { throw .notTheirs(id) }
    return try acting(on: id) { () throws(QuarantineError) in try store.password(of: id, by: reader.address) }
  }

  /// Those of its recipients who open it with a password that they have agreed on with the school, beside the one that
  /// `password` tells: for those who may have that told.
  public func agreedReaders(of id: HeldID, for reader: Reader) throws(DeskError) -> [String] {
    guard try mayHavePassword(open(id, to: reader)) else { throw .notTheirs(id) }
    return try acting(on: id) { () throws(QuarantineError) in try store.ownFormRecipients(of: id) }
  }

  /// Opens the cabinet of a message that is not theirs for an hour. Its holders are told, unless it is about them or is
  /// theirs (D17).
  /// - Parameter reason: why; not empty; goes on the audit trail.
  /// - Returns: when it ends; Unix time in seconds.
  @discardableResult
  public func breakGlass(for id: HeldID, by reader: Reader, reason: String) throws(DeskError) -> Int64 {
    let seen = try look(at: id, as: reader)
    if seen.sight == .full { throw .openAlready(id) }
    guard book.mayBreakGlass(for: seen.access, seen.reader) else { throw .notFound(id) }
    let told = toldOfGlass(seen)
    guard !told.isEmpty else { throw .nobodyToTell(id) }
    let time = store.time
    let letters: [OutgoingDraft]
    do {
      letters = try told.map { officer in
        try writer.draft(
          writer.glassBroken(id, seen.access, by: reader.address, until: time + QuarantineStore.glassSpan, to: officer),
          purpose: "glass \(id) \(reader.address) \(time) \(officer)")
      }
    } catch {
      throw .delivery(.reinjection(.unreadable("\(error)")))
    }
    return try acting(on: id) { () throws(QuarantineError) in
      try store.breakGlass(
        for: id, seen.access.governing, ofSchool: seen.access.school, by: reader.address, reason: reason,
        telling: letters)
    }
  }

  /// The holders of its cabinets; where there is nobody, those who have the general cabinet.
  private func toldOfGlass(_ seen: Seen) -> [String] {
    var access = seen.access
    let holders = book.deciders(on: access).filter { !seen.reader.addresses.contains($0) }
    if !holders.isEmpty { return holders }
    access.cabinets = [.general]
    return book.deciders(on: access).filter { !seen.reader.addresses.contains($0) }
  }
}
