import Crypto
import Foundation
import GRDB

extension QuarantineStore {
  /// Asks for a bypass. It begins when another person confirms it.
  /// - Parameters:
  ///   - minutes: 1 to `Bypass.longest`.
  ///   - reason: why; not empty.
  ///   - actor: an address.
  /// - Throws: `bypass` where one is asked for or on already, `reasonMissing`.
  public func askBypass(
    minutes: Int, reason: String, by actor: String, at moment: MachineMoment? = nil
  ) throws(QuarantineError) -> Bypass {
    let reason = try Self.checked(reason)
    guard (1...Bypass.longest).contains(minutes) else {
      throw QuarantineError(
        .bypass, "a bypass of \(minutes) minutes is not possible", remedy: "ask for 1 to \(Bypass.longest) minutes")
    }
    let now = moment ?? .now(at: self.now())
    _ = try settleBypass(at: now)
    return try attempt("ask for a bypass") {
      try database.write { db in
        if let open = try self.openBypass(db) {
          throw QuarantineError(
            .bypass, open.begunAt == nil ? "a bypass is asked for already" : "a bypass is on already",
            remedy: "'postern bypass' shows it; end it first with 'postern bypass --end'")
        }
        let record = BypassRecord(askedBy: actor.lowercased(), reason: reason, minutes: minutes, asked: now)
        try db.execute(sql: "INSERT INTO bypass (isOpen, isTold, record) VALUES (1, 1, x'')")
        let bypass = Bypass(number: db.lastInsertedRowID, record: record, passed: 0, stopped: 0)
        try self.write(bypass, isOpen: true, isTold: true, db)
        try self.append(.bypassAsked, of: nil, by: bypass.askedBy, reason: "\(minutes) minutes: \(reason)", db)
        return bypass
      }
    }
  }

  /// Begins the bypass that is asked for, with the letters that tell of it.
  /// - Parameters:
  ///   - isSamePerson: whether two addresses are one person's.
  ///   - note: what the audit trail is to say besides; empty for nothing.
  /// - Throws: `bypass` where none is asked for, or where the same person asked for it.
  public func confirmBypass(
    by actor: String, isSamePerson: (String, String) -> Bool, note: String = "", at moment: MachineMoment? = nil,
    letters: (Bypass) throws -> [OutgoingDraft]
  ) throws(QuarantineError) -> Bypass {
    let now = moment ?? .now(at: self.now())
    _ = try settleBypass(at: now)
    return try attempt("begin a bypass") {
      try database.write { db in
        guard var bypass = try self.openBypass(db), bypass.state(at: now) == .asked else {
          throw QuarantineError(
            .bypass, "no bypass is asked for",
            remedy: "ask for one with 'postern bypass --minutes 30 --reason …', and have another person confirm it")
        }
        let actor = actor.lowercased()
        guard actor != bypass.askedBy, !isSamePerson(actor, bypass.askedBy) else {
          throw QuarantineError(
            .bypass, "whoever asked for the bypass cannot confirm it", remedy: "another officer has to confirm it")
        }
        bypass.record.confirmedBy = actor
        bypass.record.begun = now
        try self.write(bypass, isOpen: true, isTold: true, db)
        let reason = "\(bypass.minutes) minutes, asked for by \(bypass.askedBy): \(bypass.reason)"
        try self.append(
          .bypassBegun, of: nil, by: actor, reason: [reason, note].filter { !$0.isEmpty }.joined(separator: "; "), db)
        for letter in try letters(bypass) { try self.insert(letter, about: nil, db) }
        return bypass
      }
    }
  }

  /// Ends the bypass that is on, or takes back the one that is asked for.
  /// - Throws: `bypass` where there is none.
  public func endBypass(by actor: String, at moment: MachineMoment? = nil) throws(QuarantineError) -> Bypass {
    let now = moment ?? .now(at: self.now())
    _ = try settleBypass(at: now)
    return try attempt("end the bypass") {
      try database.write { db in
        guard let bypass = try self.openBypass(db) else {
          throw QuarantineError(.bypass, "no bypass is on", remedy: "there is nothing to end")
        }
        return try self.end(bypass, bypass.begunAt == nil ? .withdrawn : .byHand, by: actor.lowercased(), now, db)
      }
    }
  }

  /// The one that is asked for or on; nil for none, and where nobody can tell.
  public func currentBypass(at moment: MachineMoment? = nil) throws(QuarantineError) -> Bypass? {
    let bypass = try attempt("look for a bypass") { try database.read { db in try self.openBypass(db) } }
    switch bypass?.state(at: moment ?? .now(at: now())) {
    case .asked, .on: return bypass
    case .over, nil: return nil
    }
  }

  /// Puts an end to the one that has ended by itself: its time is up, nobody confirmed it, the clock was set, the machine
  /// or the filter was started anew, or its row is damaged.
  /// - Parameter filterStarts: a filter starts with no other beside it: what ended the last one may have been a crash.
  /// - Returns: why it has ended now; nil where nothing has.
  public func settleBypass(
    filterStarts: Bool = false, at moment: MachineMoment? = nil
  ) throws(QuarantineError) -> Bypass.Ending? {
    let now = moment ?? .now(at: self.now())
    return try attempt("look for a bypass") {
      let isIdle = try database.read { db in
        try Bool.fetchOne(db, sql: "SELECT NOT EXISTS (SELECT 1 FROM bypass WHERE isOpen = 1)") ?? true
      }
      if isIdle { return nil }
      return try database.write { db -> Bypass.Ending? in
        let damage = try self.closeDamagedBypasses(now, db)
        guard let bypass = try self.openBypass(db) else { return damage }
        switch bypass.state(at: now) {
        case .over(let ending): return try self.end(bypass, ending, by: nil, now, db).ending
        case .on where filterStarts: return try self.end(bypass, .filterRestarted, by: nil, now, db).ending
        case .asked, .on: return damage
        }
      }
    }
  }

  /// All there were, the newest first; those that cannot be opened are left out.
  public func bypasses(limit: Int = 100) throws(QuarantineError) -> [Bypass] {
    try attempt("list bypasses") {
      try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM bypass ORDER BY number DESC LIMIT ?", arguments: [limit])
          .compactMap { try? self.bypass($0) }
      }
    }
  }
}

extension QuarantineStore {
  /// Counts what went by.
  /// - Parameters:
  ///   - passed: messages.
  ///   - stopped: those of them that the rules would have stopped.
  public func countBypassed(_ number: Int64, passed: Int, stopped: Int) throws(QuarantineError) {
    try attempt("count what a bypass let by") {
      try database.write { db in
        try db.execute(
          sql: "UPDATE bypass SET passed = passed + ?, stopped = stopped + ? WHERE number = ?",
          arguments: [passed, stopped, number])
      }
    }
  }

  /// Puts the letters into the outbox that tell of the end of each bypass, once.
  /// - Parameter settled: seconds since its end after which all is counted that went by.
  /// - Returns: how many letters.
  public func tellBypassEnds(
    settled: Int64, letters: (Bypass) throws -> [OutgoingDraft]
  ) throws(QuarantineError) -> Int {
    let time = now()
    return try attempt("tell of the end of a bypass") {
      let due = try database.read { db in
        try Row.fetchAll(db, sql: "SELECT * FROM bypass WHERE isOpen = 0 AND isTold = 0")
      }.compactMap { try? self.bypass($0) }.filter { !(0..<settled).contains(time - ($0.endedAt ?? 0)) }
      guard !due.isEmpty else { return 0 }
      return try database.write { db in
        var count = 0
        for bypass in due {
          try db.execute(
            sql: "UPDATE bypass SET isTold = 1 WHERE number = ? AND isTold = 0", arguments: [bypass.number])
          guard db.changesCount == 1 else { continue }
          for letter in try letters(bypass) {
            try self.insert(letter, about: nil, db)
            count += 1
          }
        }
        return count
      }
    }
  }

  private func openBypass(_ db: Database) throws -> Bypass? {
    try Row.fetchAll(db, sql: "SELECT * FROM bypass WHERE isOpen = 1 ORDER BY number DESC").lazy
      .compactMap { try? self.bypass($0) }.first { $0.ending == nil }
  }

  private func end(
    _ bypass: Bypass, _ ending: Bypass.Ending, by actor: String?, _ now: MachineMoment, _ db: Database
  ) throws -> Bypass {
    var ended = bypass
    ended.record.ending = ending
    ended.record.endedBy = actor
    ended.record.endedAt = now.time
    let hadBegun = bypass.begunAt != nil
    try write(ended, isOpen: false, isTold: !hadBegun, db)
    try append(
      hadBegun ? .bypassEnded : .bypassLapsed, of: nil, by: actor ?? "filter", reason: ending.words, db)
    return ended
  }

  /// One whose record is not what was sealed is none; its place is made free. Nobody can be told who it was.
  private func closeDamagedBypasses(_ now: MachineMoment, _ db: Database) throws -> Bypass.Ending? {
    var found: Bypass.Ending?
    for row in try Row.fetchAll(db, sql: "SELECT * FROM bypass WHERE isOpen = 1") {
      if let bypass = try? bypass(row), bypass.ending == nil { continue }
      let number: Int64 = row["number"]
      try db.execute(
        sql: "UPDATE bypass SET isOpen = 0, endedAt = ? WHERE number = ?", arguments: [now.time, number])
      try append(.bypassEnded, of: nil, by: "filter", reason: Bypass.Ending.damaged.words, db)
      found = .damaged
    }
    return found
  }

  private func write(_ bypass: Bypass, isOpen: Bool, isTold: Bool, _ db: Database) throws {
    let sealed = try AES.GCM.seal(
      JSONEncoder().encode(bypass.record), using: secrets.bypasses, authenticating: Self.binding(bypass.number))
    try db.execute(
      sql: "UPDATE bypass SET isOpen = ?, isTold = ?, endedAt = ?, record = ? WHERE number = ?",
      arguments: [isOpen, isTold, bypass.endedAt, sealed.combined ?? Data(), bypass.number])
  }

  private func bypass(_ row: Row) throws -> Bypass {
    let number: Int64 = row["number"]
    let plain = try AES.GCM.open(
      AES.GCM.SealedBox(combined: row["record"] as Data), using: secrets.bypasses,
      authenticating: Self.binding(number))
    return Bypass(
      number: number, record: try JSONDecoder().decode(BypassRecord.self, from: plain), passed: row["passed"],
      stopped: row["stopped"])
  }

  private static func binding(_ number: Int64) -> Data { Data("bypass \(number)".utf8) }
}
