import Foundation
import GRDB

extension QuarantineStore {
  /// Keeps that personal data was given to somebody with a right to it. It is never changed afterwards.
  /// - Throws: `badValue` where a part is missing, or it was given at a time still to come.
  public func disclose(_ record: DisclosureRecord, by actor: String) throws(QuarantineError) -> DisclosureID {
    var record = record
    let time = now()
    for (name, part) in [
      ("who asked", \DisclosureRecord.askedBy), ("the legal basis", \.legalBasis), ("what was given", \.given),
    ] {
      record[keyPath: part] = record[keyPath: part].trimmingCharacters(in: .whitespacesAndNewlines)
      guard !record[keyPath: part].isEmpty else {
        throw QuarantineError(
          .badValue, "\(name) is missing", remedy: "say it: without it the disclosure is not accounted for")
      }
      record[keyPath: part] = String(record[keyPath: part].prefix(BreachField.longest))
    }
    guard record.givenAt <= time + 60 else {
      throw QuarantineError(.badValue, "the time is still to come", remedy: "enter it once it was given")
    }
    if let corrected = record.corrects.flatMap({ DisclosureID($0) }) { _ = try disclosure(corrected, visibleTo: actor) }
    let (id, final) = (DisclosureID.random(), record)
    try attempt("keep a disclosure") {
      let entered = Entered(by: actor, record: final)
      try database.write { db in
        try db.execute(
          sql: "INSERT INTO disclosure (id, enteredAt, sealed) VALUES (?, ?, ?)",
          arguments: [id.description, time, try self.breachSeal.seal(entered, at: "\(id)")])
        try self.append(.disclosed, of: nil, by: actor, reason: "\(id)", db)
      }
    }
    return id
  }

  /// The disclosures, the newest first.
  public func disclosures(visibleTo reader: String? = nil) throws(QuarantineError) -> [Disclosure] {
    try attempt("read the disclosures") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM disclosure ORDER BY enteredAt DESC, rowid DESC")
          .compactMap { try self.disclosure($0) }
      }.filter { !$0.isHidden(from: reader) }
    }
  }

  /// - Throws: `notFound`, also where `reader` may not know of it.
  public func disclosure(_ id: DisclosureID, visibleTo reader: String? = nil) throws(QuarantineError) -> Disclosure {
    let found = try attempt("read the disclosures") {
      try database.read { db in
        try Row.fetchOne(db, sql: "SELECT * FROM disclosure WHERE id = ?", arguments: [id.description])
          .flatMap { try self.disclosure($0) }
      }
    }
    guard let found, !found.isHidden(from: reader) else {
      throw QuarantineError(
        .notFound, "there is no disclosure \(id)", remedy: "list them with 'postern breach disclosures'")
    }
    return found
  }

  /// Puts on the trail that the register is about to be written to a file, before a byte of it is.
  /// - Parameter what: a reference, or "register".
  public func auditExport(of what: String, as form: String, by actor: String) throws(QuarantineError) {
    try audit(.registerExported, of: nil, by: actor, reason: "\(what) as \(form)")
  }

  private struct Entered: Codable {
    var by: String
    var record: DisclosureRecord
  }

  private func disclosure(_ row: Row) throws -> Disclosure? {
    guard let id = DisclosureID(row["id"]) else { return nil }
    let entered = try breachSeal.open(row["sealed"], at: "\(id)", as: Entered.self)
    return Disclosure(id: id, enteredAt: row["enteredAt"], enteredBy: entered.by, record: entered.record)
  }
}

extension Disclosure {
  func isHidden(from reader: String?) -> Bool { reader.map { record.hiddenFrom.contains($0.lowercased()) } ?? false }
}
