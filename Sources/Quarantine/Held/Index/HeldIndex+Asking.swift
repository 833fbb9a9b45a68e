import Configuration
import Foundation
import Glibc
public import Policy

extension HeldIndex {
  private static let longestPage = 1_000

  /// One page of what a reader sees.
  public func page(_ query: HeldQuery, for reader: Reader, by book: AccessBook) throws(QuarantineError) -> HeldPage {
    let contents = try current()
    var viewer = HeldViewer(reader, book, store, asked: contents.asked)
    let filter = Filter(query)
    var found: [(entry: HeldEntry, isFull: Bool)] = []
    for entry in contents.entries where filter.admits(entry.summary, viewer.schools[entry.school ?? Data()]) {
      switch viewer.sight(of: entry) {
      case .nothing: continue
      case .masked:
        if filter.admitsMasked(entry.summary) { found.append((entry, false)) }
      case .full:
        if filter.admits(entry) { found.append((entry, true)) }
      }
    }
    Self.sort(&found, query.order)
    let from = min(max(query.offset, 0), found.count)
    let to = min(from + min(max(query.limit, 0), Self.longestPage), found.count)
    let lines = found[from..<to].map { listing($0.entry, isFull: $0.isFull, viewer) }
    return HeldPage(lines: lines, total: found.count)
  }

  /// How many messages wait in each cabinet, as far as this reader may know: those of other cabinets of their school are
  /// told from five on.
  public func counts(for reader: Reader, by book: AccessBook) throws(QuarantineError) -> [CabinetCount] {
    let contents = try current()
    var viewer = HeldViewer(reader, book, store, asked: [:])
    var waiting: [Cabinet: (mine: Int, others: Int)] = [:]
    for entry in contents.entries where [.held, .pending, .uncertain].contains(entry.summary.state) {
      let sight = viewer.sight(of: entry)
      guard sight > .nothing else { continue }
      for cabinet in entry.summary.cabinets {
        waiting[cabinet, default: (0, 0)].mine += sight == .full ? 1 : 0
        waiting[cabinet, default: (0, 0)].others += sight == .masked ? 1 : 0
      }
    }
    let mine = Set(
      ([nil] + book.settings.organisation.schools.map { Optional($0.name) }).flatMap { reader.cabinets(in: $0) })
    guard !mine.isEmpty || reader.isOfficer else { return [] }
    return Cabinet.allCases.compactMap { cabinet in
      let (full, masked) = waiting[cabinet] ?? (0, 0)
      if mine.contains(cabinet) || full > 0 {
        return CabinetCount(cabinet: cabinet, waiting: full, isMine: true)
      }
      guard !mine.isEmpty else { return nil }
      return CabinetCount(cabinet: cabinet, waiting: masked < Self.fewest ? nil : masked, isMine: false)
    }
  }

  /// A count below this could tell of a single message.
  private static let fewest = 5

  /// One message as this reader sees it; nil where it is as if it were not.
  public func listing(of id: HeldID, for reader: Reader, by book: AccessBook) throws(QuarantineError) -> HeldListing? {
    let contents = try current()
    guard let place = contents.places[id] else { return nil }
    let entry = contents.entries[place]
    guard !Filter.wasNeverHeld(entry.summary) else { return nil }
    var viewer = HeldViewer(reader, book, store, asked: contents.asked)
    switch viewer.sight(of: entry) {
    case .nothing: return nil
    case .masked: return listing(entry, isFull: false, viewer)
    case .full: return listing(entry, isFull: true, viewer)
    }
  }

  /// The rules that held what this reader sees in full and that has not ended: their ids, sorted.
  public func rules(seenBy reader: Reader, by book: AccessBook) throws(QuarantineError) -> [String] {
    let contents = try current()
    var viewer = HeldViewer(reader, book, store, asked: contents.asked)
    var found: Set<String> = []
    for entry in contents.entries where HeldState.notEnded.contains(entry.summary.state) {
      guard !found.isSuperset(of: entry.summary.rules), viewer.sight(of: entry) == .full else { continue }
      found.formUnion(entry.summary.rules)
    }
    return found.sorted()
  }

  /// Whether a message was noted as a false alarm.
  public func isFalseAlarm(_ id: HeldID) throws(QuarantineError) -> Bool { try current().falseAlarms.contains(id) }

  /// The messages of a case that this reader sees in full and that wait, the oldest first.
  public func waiting(ofCase id: HeldID, for reader: Reader, by book: AccessBook) throws(QuarantineError) -> [HeldID] {
    let contents = try current()
    guard let place = contents.places[id] else { return [] }
    let caseID = contents.entries[place].summary.caseID
    var viewer = HeldViewer(reader, book, store, asked: contents.asked)
    var found: [HeldID] = []
    for entry in contents.entries.reversed() where entry.summary.caseID == caseID && entry.summary.state == .held {
      if viewer.sight(of: entry) == .full { found.append(entry.summary.id) }
    }
    return found
  }

  private func listing(_ entry: HeldEntry, isFull: Bool, _ viewer: HeldViewer) -> HeldListing {
    let summary = entry.summary
    let settings = viewer.book.settings
    let doesWait = [.held, .pending].contains(summary.state) && !summary.isKept && !settings.retention.legalHold
    let deadline =
      doesWait ? settings.schoolCalendar.day(after: summary.heldAt, schoolDays: settings.retention.heldSchoolDays) : nil
    guard isFull else {
      return .masked(
        MaskedEntry(
          id: summary.id, heldAt: summary.heldAt, cabinets: summary.cabinets, deadline: deadline,
          isOpened: summary.openedAt != nil))
    }
    let access = entry.access(viewer.schools)
    return .full(
      entry,
      HeldListing.Times(
        deadline: deadline, school: access.school,
        isAsked: viewer.isAsked(entry) && viewer.book.sight(of: access, for: viewer.reader) < .full))
  }

  private static func sort(_ found: inout [(entry: HeldEntry, isFull: Bool)], _ order: HeldQuery.Order) {
    func key(_ it: (entry: HeldEntry, isFull: Bool), _ text: (HeldEntry.Facts) -> String) -> (Int, String) {
      // What is masked comes last, in an order that tells nothing.
      guard it.isFull, let facts = it.entry.facts else { return (1, "") }
      return (0, text(facts).lowercased())
    }
    func sort(by text: (HeldEntry.Facts) -> String) {
      let keys = found.enumerated().map { (key($0.element, text), $0.offset) }
      let order = keys.sorted { ($0.0.0, $0.0.1, $0.1) < ($1.0.0, $1.0.1, $1.1) }.map(\.1)
      found = order.map { found[$0] }
    }
    switch order {
    case .newest: break
    case .oldest: found.reverse()
    case .sender: sort { $0.sender }
    case .subject: sort { $0.subject }
    }
  }
}

/// A query, made ready to be asked of many entries.
private struct Filter {
  private let query: HeldQuery
  private let sender: String
  private let words: [[UInt8]]

  init(_ query: HeldQuery) {
    self.query = query
    sender = query.sender.lowercased()
    words = query.text.split(whereSeparator: \.isWhitespace).prefix(10).map { HeldEntry.folded(String($0)) }
  }

  /// Copies that nothing stopped lie beside held mail until they have gone.
  static func wasNeverHeld(_ summary: HeldSummary) -> Bool {
    summary.rules.isEmpty && [.releasing, .released].contains(summary.state)
  }

  /// By what officers of every cabinet may know.
  func admits(_ summary: HeldSummary, _ school: String?) -> Bool {
    guard query.states.contains(summary.state), !Self.wasNeverHeld(summary) else { return false }
    if let since = query.heldSince, summary.heldAt < since { return false }
    if let before = query.heldBefore, summary.heldAt >= before { return false }
    if let wanted = query.school, wanted != school { return false }
    return query.cabinets.isEmpty || !query.cabinets.isDisjoint(with: summary.cabinets)
  }

  func admitsMasked(_ summary: HeldSummary) -> Bool {
    !query.onlyMine && !query.asksForFacts && [.held, .pending].contains(summary.state)
  }

  /// By what its holders know.
  func admits(_ entry: HeldEntry) -> Bool {
    guard query.rules.isEmpty || !query.rules.isDisjoint(with: entry.summary.rules) else { return false }
    guard
      query.audiences.isEmpty || entry.facts?.recipients.contains(where: { query.audiences.contains($0.kind) }) == true
    else { return false }
    guard
      query.categories.isEmpty
        || entry.facts?.categories.contains(where: { category in
          query.categories.contains(category.split(separator: " ").first.map(String.init) ?? category)
        }) == true
    else { return false }
    guard sender.isEmpty || entry.facts?.sender.lowercased().contains(sender) == true else { return false }
    return words.allSatisfy { entry.words.holds($0) }
  }
}

extension [UInt8] {
  /// Whether the bytes of a word stand somewhere in these; memchr(3) is by far faster than a loop here.
  fileprivate func holds(_ word: [UInt8]) -> Bool {
    withUnsafeBytes { all in
      word.withUnsafeBytes { sought in
        guard let place = all.baseAddress, let start = sought.baseAddress, let first = sought.first else {
          return false
        }
        var from = 0
        while from + sought.count <= all.count,
          let hit = memchr(place + from, Int32(first), all.count - sought.count - from + 1)
        {
          if memcmp(hit, start, sought.count) == 0 { return true }
          from = place.distance(to: UnsafeRawPointer(hit)) + 1
        }
        return false
      }
    }
  }
}
