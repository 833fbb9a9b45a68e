import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Checks every line against its hash, its neighbour and its personal part, and each chain's end against its signed head
  /// and against what was anchored outside.
  /// - Parameter anchors: heads that a journal or the daily letters hold. Without them a chain that was written anew by
  ///   somebody who has the signing key looks whole.
  /// - Returns: all that is wrong; empty for a trail that is whole.
  public func verifyAudit(anchors: [AuditHead] = []) throws(QuarantineError) -> [AuditFault] {
    var byWriter: [String: [AuditHead]] = [:]
    var faults: [AuditFault] = []
    for anchor in anchors {
      guard anchor.isSigned(by: secrets.signing.publicKey) else {
        faults.append(AuditFault(anchor.writer, .anchorForged(line: anchor.number)))
        continue
      }
      byWriter[anchor.writer, default: []].append(anchor)
    }
    return faults
      + (try attempt("read the audit trail") {
        try database.read { db in
          let heads = try Row.fetchAll(db, sql: "SELECT * FROM auditHead").map { AuditHead(row: $0) }
          let written = try String.fetchAll(db, sql: "SELECT DISTINCT writer FROM audit")
          let writers = Set(written + heads.map(\.writer) + byWriter.keys).sorted()
          return try writers.flatMap { writer in
            try self.faults(
              of: writer, head: heads.first { $0.writer == writer }, anchors: byWriter[writer] ?? [], db)
          }
        }
      })
  }

  private func faults(
    of writer: String, head: AuditHead?, anchors: [AuditHead], _ db: Database
  ) throws -> [AuditFault] {
    var kinds: [AuditFault.Kind] = []
    var previous = Data()
    var last: Int64 = 0
    var anchored: [Int64: [[UInt8]]] = [:]
    for anchor in anchors { anchored[anchor.number, default: []].append(anchor.hash) }
    let rows = try AuditRow.fetchCursor(
      db, sql: AuditRow.select + " WHERE writer = ? ORDER BY number", arguments: [writer])
    while let row = try rows.next() {
      if row.number != last + 1 {
        kinds.append(.gap(before: row.number))
      } else if !isWhole(row, after: previous) {
        kinds.append(.changed(line: row.number))
      }
      if let hashes = anchored[row.number], hashes.contains(where: { $0 != Array(row.hash) }) {
        kinds.append(.rewritten(line: row.number))
      }
      previous = row.hash
      last = row.number
    }
    kinds += headFaults(head, last: last, hash: previous)
    if let furthest = anchors.map(\.number).max(), furthest > last, !kinds.contains(.cutOff(after: last)) {
      kinds.append(.cutOff(after: last))
    }
    return kinds.map { AuditFault(writer, $0) }
  }

  private func isWhole(_ row: AuditRow, after previous: Data) -> Bool {
    guard row.hash == row.hash(after: previous) else { return false }
    // An erased personal part is no fault; one that is there must be the one that was committed to.
    guard row.personal != nil else { return true }
    return personal(row)?.commitment == row.commitment
  }

  private func headFaults(_ head: AuditHead?, last: Int64, hash: Data) -> [AuditFault.Kind] {
    guard let head else { return last == 0 ? [] : [.headForged] }
    guard head.isSigned(by: secrets.signing.publicKey) else { return [.headForged] }
    if head.number > last { return [.cutOff(after: last)] }
    // A line behind the signed head was not written by us.
    return head.number == last && head.hash == Array(hash) ? [] : [.changed(line: last)]
  }
}
