import Configuration
public import Policy
public import Quarantine
import Spool

extension Desk {
  /// What would go back to whom. Nothing is done.
  /// - Parameter note: what the officer says to the sender; nil or empty for nothing.
  public func returnPlan(_ ids: [HeldID], note: String? = nil, by reader: Reader) throws(DeskError) -> ReturnPlan {
    let words = note.flatMap { $0.contains { !$0.isWhitespace } ? String($0.prefix(2_000)) : nil }
    var items: [ReturnPlan.Item] = []
    for id in ids {
      let (seen, message) = try endable(id, by: reader)
      guard let envelope = writer.returnEnvelope(of: message, id: id) else {
        throw .delivery(.nobodyToReturnTo(id))
      }
      items.append(
        ReturnPlan.Item(
          id: id, to: envelope.recipients.map(\.address).joined(separator: ", "),
          order: ReturnOrder(id, envelope: envelope, note: words, stamp: seen.detail.stamp), stamp: seen.detail.stamp))
    }
    return ReturnPlan(note: words, items: items)
  }

  /// Gives messages back to their senders as was shown, all of them or none.
  /// - Parameter reason: why; goes on the audit trail; not empty.
  public func giveBack(
    _ ids: [HeldID], note: String? = nil, approved digest: [UInt8], by reader: Reader, reason: String
  ) throws(DeskError) -> [(id: HeldID, row: OutgoingID)] {
    guard let first = ids.first else { return [] }
    let plan = try returnPlan(ids, note: note, by: reader)
    guard plan.digest == digest else { throw .changed(first) }
    return try acting(on: first) { () throws(QuarantineError) in
      try store.queueReturn(plan.items.map(\.order), by: reader.address, reason: reason, grace: grace)
    }
  }

  /// What would be destroyed. Nothing is done.
  public func deletePlan(_ id: HeldID, by reader: Reader) throws(DeskError) -> DeletePlan {
    let (seen, _) = try endable(id, by: reader)
    guard book.mayDelete(seen.access, seen.reader) else {
      throw seen.access.cabinets.contains(.childProtection)
        ? .delivery(.store(.childProtection(id))) : .notTheirs(id)
    }
    return DeletePlan(
      id: id, senderHasReturn: try asking { () throws(QuarantineError) in try store.senderHasReturn(of: id) },
      stamp: seen.detail.stamp)
  }

  /// Destroys one message of which its sender has a copy. It cannot be taken back.
  public func delete(
    _ id: HeldID, senderHas copy: SenderCopy, approved digest: [UInt8], by reader: Reader, reason: String
  ) throws(DeskError) {
    let plan = try deletePlan(id, by: reader)
    guard plan.digest == digest else { throw .changed(id) }
    try acting(on: id) { () throws(QuarantineError) in
      try store.delete(id, senderHas: copy, seen: plan.stamp, by: reader.address, reason: reason)
    }
  }

  /// Notes that a message should not have been held; it goes on waiting.
  public func markFalseAlarm(_ id: HeldID, by reader: Reader, reason: String = "") throws(DeskError) {
    let seen = try open(id, to: reader)
    guard book.mayRelease(seen.access, seen.reader, isAsked: seen.isAsked) else { throw .notTheirs(id) }
    try acting(on: id) { () throws(QuarantineError) in
      try store.markFalseAlarm(id, by: reader.address, reason: reason)
    }
  }
}
