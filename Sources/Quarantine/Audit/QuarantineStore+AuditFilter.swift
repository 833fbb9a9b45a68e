import GRDB

/// Which lines of the audit trail to list.
public struct AuditFilter: Hashable, Sendable {
  /// Unix time in seconds; `until` not included. Nil for no bound.
  public var since: Int64?
  public var until: Int64?
  /// All when empty.
  public var actions: Set<AuditAction>
  /// Who did it, in any case of letters; nil for everybody.
  public var actor: String?
  public var held: HeldID?

  public init(
    since: Int64? = nil, until: Int64? = nil, actions: Set<AuditAction> = [], actor: String? = nil,
    held: HeldID? = nil
  ) {
    self.since = since
    self.until = until
    self.actions = actions
    self.actor = actor
    self.held = held
  }
}

/// Some lines of the audit trail.
public struct AuditPage: Hashable, Sendable {
  /// The newest first.
  public var lines: [AuditLine]
  /// Where the next page begins; nil after the last.
  public var next: Int64?
}

extension QuarantineStore {
  /// Lines of the trail, the newest first.
  /// - Parameters:
  ///   - place: what `AuditPage.next` says; nil for the newest.
  ///   - limit: at most so many.
  ///   - reader: all addresses of one person: lines about what they may not know of are left out (D17). Nil for the
  ///     system's own use.
  public func audit(
    _ filter: AuditFilter, from place: Int64? = nil, limit: Int, visibleTo reader: Set<String>?
  ) throws(QuarantineError) -> AuditPage {
    var page = AuditPage(lines: [], next: place ?? .max)
    var visibility: [HeldID: Bool] = [:]
    let actor = filter.actor?.lowercased()
    while page.lines.count < limit, let place = page.next {
      let rows = try rows(filter, from: place)
      page.next = nil
      for (row, number) in rows {
        guard page.lines.count < limit else {
          page.next = number
          break
        }
        guard let line = try line(row, visibleTo: reader, &visibility) else { continue }
        if let actor, line.actor?.lowercased() != actor { continue }
        page.lines.append(line)
      }
      if page.next == nil, rows.count == Self.piece, let last = rows.last { page.next = last.place - 1 }
    }
    return page
  }

  /// Rows are opened in pieces of so many: who did it is sealed in each.
  private static let piece = 500

  private func rows(
    _ filter: AuditFilter, from place: Int64
  ) throws(QuarantineError) -> [(row: AuditRow, place: Int64)] {
    try attempt("read the audit trail") {
      try database.read { db in
        let words = filter.actions.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT writer, number, time, action, held, keyID, personal, commitment, hash, rowid AS place FROM audit
            WHERE rowid <= ?1 AND (?2 IS NULL OR time >= ?2) AND (?3 IS NULL OR time < ?3) AND (?4 IS NULL OR held = ?4)
              \(words.isEmpty ? "" : "AND action IN (\(words))")
            ORDER BY rowid DESC LIMIT \(Self.piece)
            """,
          arguments: [place, filter.since, filter.until, filter.held?.description])
        return try rows.map { (try AuditRow(row: $0), $0["place"] as Int64) }
      }
    }
  }

  /// Puts on the trail that a list of it was taken out.
  /// - Parameter what: which lines, and how many.
  public func noteAuditExport(_ what: String, by actor: String) throws(QuarantineError) {
    try audit(.auditExported, of: nil, by: actor, reason: what)
  }
}
