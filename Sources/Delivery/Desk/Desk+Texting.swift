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
