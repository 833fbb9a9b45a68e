/// What an import would change: who is added, changed and gone, by kind and school.
public struct RosterChange: Sendable {
  /// Rows of one kind at one school.
  public struct Count: Hashable, Sendable {
    public var kind: RosterKind
    /// Empty for what is the whole trust's.
    public var school: String
    public var before = 0
    public var added = 0
    public var changed = 0
    public var left = 0
  }

  public private(set) var counts: [Count] = []
  /// Orders against contact among the relationships, before and after.
  public private(set) var noContactBefore = 0
  public private(set) var noContactAfter = 0
  /// What is to be stored: the new rows, and those of people who left within twelve months.
  public private(set) var merged = Roster()
  /// Names of those who are added, changed and gone, for a person who may see them.
  public private(set) var names: [RosterKind: (added: [String], changed: [String], left: [String])] = [:]

  /// - Parameters:
  ///   - day: the day of the import, on which those who are gone have left.
  ///   - hidden: whether a row is of somebody who was forgotten, and is kept out.
  public init(from old: Roster, to new: Roster, on day: CalendarDate, keepingOut hidden: (RosterKind, String) -> Bool) {
    var leavers: Set<String> = []
    for kind in RosterKind.allCases {
      compare(old.table(kind), kept(new.table(kind), hidden), day, &leavers)
    }
    counts.sort { ($0.school, $0.kind.rawValue) < ($1.school, $1.kind.rawValue) }
  }

  public var isEmpty: Bool { counts.allSatisfy { $0.added + $0.changed + $0.left == 0 } }

  /// Why the import should be refused, in words that name nobody; empty when nothing speaks against it.
  /// - Parameter percent: so much of what there was may vanish.
  public func refusals(beyond percent: Int) -> [String] {
    var reasons: [String] = []
    func check(_ left: Int, _ before: Int, _ what: String, atLeast: Int) {
      guard left >= atLeast, left * 100 > before * percent else { return }
      reasons.append("\(left) of \(before) \(what) would vanish")
    }
    for count in counts {
      let school = count.school.isEmpty ? "" : " of \(count.school)"
      check(count.left, count.before, count.kind.rawValue + school, atLeast: ImportPlan.vanishAtLeast)
    }
    check(noContactBefore - noContactAfter, noContactBefore, "orders against contact", atLeast: 2)
    return reasons
  }

  private func kept(_ table: RosterTable, _ hidden: (RosterKind, String) -> Bool) -> RosterTable {
    var kept = RosterTable(table.kind)
    for i in 0..<table.count {
      if let row = Forgetting.rest(of: table[i], table.kind, hidden) { kept.append(row) }
    }
    return kept
  }

  private mutating func compare(
    _ old: RosterTable, _ new: RosterTable, _ day: CalendarDate, _ leavers: inout Set<String>
  ) {
    let kind = old.kind
    var open = OpenRows(old)
    var table = RosterTable(kind)
    var found: [String: Count] = [:]
    var list = (added: [String](), changed: [String](), left: [String]())
    func tally(_ row: RosterRow, _ body: (inout Count) -> Void) {
      body(&found[row["school"], default: Count(kind: kind, school: row["school"])])
    }
    for i in 0..<old.count where !old.hasLeft(i, on: day) { tally(old[i]) { $0.before += 1 } }
    // First by the best key, so that nobody takes another's row for a like name.
    var matches = [Int?](repeating: nil, count: new.count)
    let identities = (0..<new.count).map { RosterIdentity(new[$0], kind) }
    for i in identities.indices { matches[i] = open.take(identities[i].key) }
    for i in identities.indices where matches[i] == nil {
      if let other = identities[i].other { matches[i] = open.take(other: other) }
    }
    for i in 0..<new.count {
      let row = new[i]
      table.append(row)
      if kind == .relationships, row["no_contact"].yesOrNo == true { noContactAfter += 1 }
      if let match = matches[i], !old.hasLeft(match, on: day) || new.hasLeft(i, on: day) {
        if !new.isEqual(i, old, match) {
          tally(row) { $0.changed += 1 }
          list.changed.append(Self.name(row, kind))
        }
      } else {
        tally(row) { $0.added += 1 }
        list.added.append(Self.name(row, kind))
      }
    }
    for i in 0..<old.count {
      let row = old[i]
      if kind == .relationships, row["no_contact"].yesOrNo == true, !leavers.contains(RosterIdentity.pupil(row)) {
        noContactBefore += 1
      }
      guard open.isOpen(i) else { continue }
      if !old.hasLeft(i, on: day), kind != .relationships || !leavers.contains(RosterIdentity.pupil(row)) {
        tally(row) { $0.left += 1 }
        list.left.append(Self.name(row, kind))
      }
      if let kept = leaver(row, kind, day, &leavers) { table.append(kept) }
    }
    counts += found.values
    names[kind] = list
    merged.set(table)
  }

  /// The row of somebody who is gone, as it is kept; nil when it is not.
  private func leaver(
    _ row: RosterRow, _ kind: RosterKind, _ day: CalendarDate, _ leavers: inout Set<String>
  ) -> RosterRow? {
    switch kind {
    case .pupils, .staff:
      let left = CalendarDate(record: row["leaving_date"]).map { min($0, day.dayBefore) } ?? day.dayBefore
      guard left >= day.yearBefore else { return nil }
      if kind == .pupils { leavers.formUnion(RosterIdentity.allKeys(ofPupil: row)) }
      return row.with(["leaving_date": "\(left)"], kind)
    case .relationships: return leavers.contains(RosterIdentity.pupil(row)) ? row : nil
    case .senders, .contacts, .groups: return nil
    }
  }

  private static func name(_ row: RosterRow, _ kind: RosterKind) -> String {
    switch kind {
    case .pupils:
      let name = NameParts(first: row["legal_first"], last: row["legal_last"]).full
      return (name.isEmpty ? row["full_name"] : name) + (row["form"].isEmpty ? "" : " (\(row["form"]))")
    case .relationships: return row["contact_name"].isEmpty ? row["email"] : row["contact_name"]
    case .staff: return NameParts(first: row["first_name"], last: row["last_name"]).full
    case .senders: return row["address"]
    case .contacts: return row["email_or_domain"]
    case .groups: return "\(row["member"]) on \(row["address"])"
    }
  }
}

/// Rows of the old table that no new one has been matched with.
private struct OpenRows {
  private var byKey: [String: [Int]] = [:]
  private var byOther: [String: [Int]] = [:]
  private var isTaken: [Bool]

  init(_ table: RosterTable) {
    isTaken = Array(repeating: false, count: table.count)
    for i in (0..<table.count).reversed() {
      let identity = RosterIdentity(table[i], table.kind)
      byKey[identity.key, default: []].append(i)
      if let other = identity.other { byOther[other, default: []].append(i) }
    }
  }

  func isOpen(_ row: Int) -> Bool { !isTaken[row] }

  mutating func take(_ key: String) -> Int? { Self.take(&byKey, key, &isTaken) }
  mutating func take(other key: String) -> Int? { Self.take(&byOther, key, &isTaken) }

  private static func take(_ rows: inout [String: [Int]], _ key: String, _ isTaken: inout [Bool]) -> Int? {
    while let row = rows[key]?.popLast() {
      if isTaken[row] { continue }
      isTaken[row] = true
      return row
    }
    return nil
  }
}

extension RosterTable {
  fileprivate func hasLeft(_ i: Int, on day: CalendarDate) -> Bool {
    guard kind == .pupils || kind == .staff, let left = CalendarDate(record: self[i]["leaving_date"]) else {
      return false
    }
    return left < day
  }

  fileprivate func isEqual(_ i: Int, _ other: RosterTable, _ j: Int) -> Bool {
    for column in 0..<width where cell(i, column) != other.cell(j, column) { return false }
    return true
  }
}
