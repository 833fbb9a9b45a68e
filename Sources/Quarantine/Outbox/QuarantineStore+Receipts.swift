import Foundation
import GRDB
public import Policy
public import Spool

/// Why the receipt milter does not take a message.
public enum ReceiptRefusal: Hashable, Sendable {
  /// No such try is in progress, or it has its receipt already.
  case notInProgress
  /// Its envelope or its bytes are not those that were approved.
  case differs
  /// It is to go by another of Postfix's services.
  case otherRoute
}

extension QuarantineStore {
  /// Records that Postfix is about to take a row, for whom, and under which queue id; durable when this returns (D20).
  /// - Parameter route: of the service that it came by.
  /// - Returns: nil when it may be taken.
  public func receive(
    _ sending: OutgoingTry, envelope: Envelope, digest: WireDigest, queueID: String, by route: OutgoingRoute? = nil
  ) throws(QuarantineError) -> ReceiptRefusal? {
    var row: Outgoing
    do { row = try outgoing(sending.id) } catch  where error.kind == .notFoundOutgoing { return .notInProgress }
    guard row.state == .sending, row.attempts == sending.number, row.queueID == nil else { return .notInProgress }
    guard row.record.route == route else { return .otherRoute }
    let expected = row.record.envelope
    let addresses = Set(envelope.recipients.map(\.address))
    // Postfix may have refused some recipients; it can have added none.
    guard envelope.sender.address == expected.sender.address, !addresses.isEmpty,
      addresses.isSubset(of: expected.recipients.map(\.address))
    else { return .differs }
    for index in row.record.recipients.indices
    where row.record.recipients[index].state == .waiting
      && addresses.contains(row.record.recipients[index].path.address)
    {
      row.record.recipients[index].state = .passed
    }
    let received = row
    return try attempt("record a receipt") {
      try database.write { db in
        let row = received
        let sealed = try self.reseal(row.record, of: row, db)
        try db.execute(
          sql: """
            UPDATE outgoing SET queueID = ?, receiptAt = ?, record = ?
            WHERE id = ? AND state = 'sending' AND attempts = ? AND queueID IS NULL AND digest = ?
            """,
          arguments: [queueID, self.now(), sealed, row.id.description, row.attempts, Data(digest.bytes)])
        if db.changesCount == 1 { return nil }
        let isInProgress = try Bool.fetchOne(
          db,
          sql:
            "SELECT EXISTS (SELECT 1 FROM outgoing WHERE id = ? AND state = 'sending' AND attempts = ? AND queueID IS NULL)",
          arguments: [row.id.description, row.attempts])
        return isInProgress == true ? .differs : .notInProgress
      }
    }
  }

  /// Whether what Postfix took last had a receipt: then a row without one was surely not taken.
  public func hasReceipts() throws(QuarantineError) -> Bool {
    try attempt("look into the outbox") {
      try database.read { db in
        try Bool.fetchOne(
          db,
          sql: """
            SELECT receiptAt IS NOT NULL FROM outgoing WHERE state = 'sent' AND queueID IS NOT NULL
            ORDER BY changedAt DESC, rowid DESC
            """)
      } ?? false
    }
  }
}
