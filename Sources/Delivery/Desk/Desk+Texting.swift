import Configuration
public import Policy
public import Quarantine
public import Texting

extension Desk {
  /// Has the password of a message sent to a mobile telephone, for those who hold its cabinet.
  /// - Throws: `cannotText` where there is none, the school has no gateway, or enough were sent.
  public func textPassword(of id: HeldID, to number: MobileNumber, by reader: Reader) throws(DeskError) {
    guard try mayHavePassword(open(id, to: reader)) else { throw .notTheirs(id) }
    guard let settings = book.settings.textMessages else { throw .cannotText(id, TextRefusal.noGateway) }
    try texting(id) { () throws(QuarantineError) in
      try store.queueText(to: number.e164, of: id, by: reader.address, perDay: settings.perSenderADay)
    }
  }

  /// What went to telephones of a message, or is to go, for those who may have its password; the newest first.
  public func texts(about id: HeldID, for reader: Reader) throws(DeskError) -> [TextMessage] {
    guard try mayHavePassword(open(id, to: reader)) else { throw .notTheirs(id) }
    return try acting(on: id) { () throws(QuarantineError) in try store.texts(about: id, visibleTo: reader.address) }
  }

  private func texting(_ id: HeldID, _ work: () throws(QuarantineError) -> Void) throws(DeskError) {
    do {
      try work()
    } catch {
      if let why = TextRefusal.words(error) { throw .cannotText(id, why) }
      try acting(on: id) { () throws(QuarantineError) in throw error }
    }
  }
}

extension SenderDesk {
  /// Has the password of a message sent to a mobile telephone, for its sender, who has signed in.
  /// - Throws: `cannotText` where there is none, the school has no gateway, or enough were sent.
  public func textPassword(of id: HeldID, to number: MobileNumber, by person: SenderPerson) throws(SenderFault) {
    _ = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.protect) }
    guard let settings = book.settings.textMessages else { throw .cannotText(id, TextRefusal.noGateway) }
    do {
      try store.queueText(
        to: number.e164, of: id, by: person.address, isSender: true, perDay: settings.perSenderADay,
        whence: Self.trail([], person))
    } catch {
      if let why = TextRefusal.words(error) { throw .cannotText(id, why) }
      try asking(id) { () throws(QuarantineError) in throw error }
    }
  }

  /// What went to telephones of their message, or is to go, for who has signed in; the newest first.
  public func texts(about id: HeldID, by person: SenderPerson) throws(SenderFault) -> [TextMessage] {
    _ = try own(id, person)
    guard person.isSignedIn else { throw .signInNeeded(.protect) }
    return try asking(id) { () throws(QuarantineError) in try store.texts(about: id, visibleTo: nil) }
  }
}

/// Why no text is sent, in words for who asks.
private enum TextRefusal {
  static let noGateway = "text messages are not set up here: tell the password by telephone"

  /// Nil where the error is about something else.
  static func words(_ error: QuarantineError) -> String? {
    [.noPassword, .enoughTexts].contains(error.kind) ? "\(error)" : nil
  }
}
