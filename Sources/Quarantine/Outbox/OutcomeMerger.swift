import Foundation
import GRDB
import Spool

/// Adds what came of one copy to what is known of a held message's others, within the transaction that ends or postpones
/// that copy: two copies may come to their ends at one moment.
struct OutcomeMerger {
  private let row: Outgoing
  private let record: OutgoingRecord
  private let outcome: ReleaseOutcome

  /// - Parameter record: as it is now.
  init(_ row: Outgoing, _ record: OutgoingRecord, _ outcome: ReleaseOutcome) {
    self.row = row
    self.record = record
    self.outcome = outcome
  }

  func merge(by key: MessageKey, _ db: Database) throws -> ReleaseOutcome {
    var whole = outcome
    if row.kind == .release {
      let sealed = try Data.fetchOne(db, sql: "SELECT outcome FROM held WHERE id = ?", arguments: [key.id.description])
      let earlier = sealed.flatMap { try? key.open($0, as: "outcome", ReleaseOutcome.self) } ?? ReleaseOutcome()
      let own = Set(record.recipients.map(\.path.address))
      let others = earlier.refused.filter { !own.contains($0.address) }
      whole.taken = earlier.taken.filter { !own.contains($0) } + record.takenAddresses
      whole.refused = others + outcome.refused
      whole.queueID = outcome.queueID ?? earlier.queueID
      whole.withheld = earlier.withheld
      whole.cutParts = earlier.cutParts
      whole.isSenders = earlier.isSenders
      whole.problem = outcome.problem ?? (others.isEmpty ? nil : earlier.problem)
    }
    try Self.write(whole, by: key, db)
    return whole
  }

  static func write(_ outcome: ReleaseOutcome, by key: MessageKey, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE held SET outcome = ? WHERE id = ?",
      arguments: [try key.seal(outcome, as: "outcome"), key.id.description])
  }
}
