public import Configuration
import GRDB
public import Policy

extension QuarantineStore {
  /// For how long broken glass opens a cabinet, in seconds.
  public static let glassSpan: Int64 = 3_600

  /// Opens the cabinets of a message to somebody for an hour, with the letters that tell of it, all in one transaction.
  /// - Parameter reason: why; not empty; goes on the audit trail.
  /// - Returns: when it ends; Unix time in seconds.
  @discardableResult
  public func breakGlass(
    for id: HeldID, _ cabinets: [Cabinet], ofSchool school: String?, by actor: String, reason: String,
    telling letters: [OutgoingDraft]
  ) throws(QuarantineError) -> Int64 {
    _ = try visible(id, to: actor)
    let reason = try Self.checked(reason)
    let time = now()
    try attempt("open a cabinet") {
      try database.write { db in
        try db.execute(sql: "DELETE FROM brokenGlass WHERE endsAt < ?", arguments: [time])
        for cabinet in cabinets {
          try db.execute(
            sql: "INSERT INTO brokenGlass (reader, cabinet, school, begunAt, endsAt) VALUES (?, ?, ?, ?, ?)",
            arguments: [
              self.secrets.reader(actor), cabinet.rawValue, school, time, time + Self.glassSpan,
            ])
        }
        let names = cabinets.map(\.rawValue).joined(separator: ", ")
        try self.append(.glassBroken, of: id, by: actor, reason: "\(names): \(reason)", db)
        for letter in letters { try self.insert(letter, about: nil, db) }
      }
    }
    return time + Self.glassSpan
  }

  /// The cabinets that somebody has opened and that are open now, with when that ends; Unix time in seconds.
  public func openedCabinets(by actor: String) throws(QuarantineError) -> [Reader.Opened: Int64] {
    let time = now()
    return try attempt("look for opened cabinets") {
      try database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT * FROM brokenGlass WHERE reader = ? AND begunAt <= ? AND endsAt > ?",
          arguments: [self.secrets.reader(actor), time, time])
      }.reduce(into: [:]) { found, row in
        guard let cabinet = Cabinet(rawValue: row["cabinet"]) else { return }
        let opened = Reader.Opened(cabinet: cabinet, school: row["school"])
        found[opened] = max(found[opened] ?? 0, row["endsAt"])
      }
    }
  }
}
