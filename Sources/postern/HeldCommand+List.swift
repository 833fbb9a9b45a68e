import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Policy
import Quarantine

extension HeldCommand {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists held mail and what of it is on its way, newest first, a line for each case.",
      discussion: """
        A case is one message that its sender's system split by recipients, or a run of near-identical messages of one
        sender. One decision ends it; --json tells its messages one by one. What could not be read in time is 'pending'
        until that is done in the background.
        """)
    @OptionGroup var officer: OfficerOptions
    @Flag(name: .long, help: "Also those that were released, returned or deleted.") var all = false
    @Flag(name: .long, help: "Only what is still being read in the background.") var pending = false
    @Flag(name: .long, help: "A line of JSON for each message.") var json = false

    func validate() throws {
      guard !all || !pending else { throw ValidationError("Say either --all or --pending.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      var filter = HeldFilter(limit: .max)
      if all { filter.states = Set(HeldState.allCases) }
      if pending { filter.states = [.pending] }
      var held: [HeldSummary] = []
      var masked: [MaskedEntry] = []
      if officer.officer == nil {
        held = try orExit(ExitStatus.unavailable) { try store.list(filter) }
      } else {
        let desk = try officer.desk(settings, store)
        let reader = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
          try desk.present(officer.reader(at: desk))
        }
        (held, masked) = try orExit(ExitStatus.unavailable) { () throws(QuarantineError) in
          try seen(filter.states, by: reader, at: desk)
        }
      }
      if json {
        for summary in held { answer(try HeldLine(summary, goesBack: settings.goesBack(summary)).line()) }
        for entry in masked { answer(try MaskedLine(entry).line()) }
        return
      }
      if held.isEmpty, masked.isEmpty { return print(pending ? "No mail is pending." : "No mail is held.") }
      print(row("REFERENCE", "MAILS", "SINCE", "STATE", "CABINET", "ENDED BY", "GOES BACK", "RULES"))
      for entry in entries(held) {
        let summary = entry.first
        print(
          row(
            "\(summary.id)", "\(entry.count)", since(summary.heldAt), summary.state.rawValue,
            summary.cabinets.map(\.rawValue).joined(separator: ","), summary.releaser.rawValue,
            settings.goesBack(summary).map { day($0) } ?? "-", summary.rules.joined(separator: ",")))
      }
      for entry in masked {
        print(
          row("\(entry.id)", "1", since(entry.heldAt), "-", entry.cabinets.map(\.rawValue).joined(separator: ","), "-"))
      }
    }

    /// What the officer who is named sees: in full, and masked.
    private func seen(
      _ states: Set<HeldState>, by reader: Reader, at desk: Desk
    ) throws(QuarantineError) -> ([HeldSummary], [MaskedEntry]) {
      let index = try HeldIndex(desk.store)
      var query = HeldQuery()
      (query.states, query.limit) = (states, .max)
      var full: [HeldSummary] = []
      var masked: [MaskedEntry] = []
      repeat {
        let page = try index.page(query, for: reader, by: desk.book)
        for line in page.lines {
          switch line {
          case .full(let entry, _): full.append(entry.summary)
          case .masked(let entry): masked.append(entry)
          }
        }
        query.offset += page.lines.count
        if page.lines.isEmpty || query.offset >= page.total { return (full, masked) }
      } while true
    }

    /// The messages of a case that are in one state, told by the first of them.
    private func entries(_ newestFirst: [HeldSummary]) -> [(first: HeldSummary, count: Int)] {
      struct Kind: Hashable {
        var caseID: HeldID
        var state: HeldState
      }
      var order: [Kind] = []
      var entries: [Kind: (first: HeldSummary, count: Int)] = [:]
      for summary in newestFirst {
        let kind = Kind(caseID: summary.caseID, state: summary.state)
        if entries[kind] == nil { order.append(kind) }
        entries[kind] = (summary, (entries[kind]?.count ?? 0) + 1)
      }
      return order.compactMap { entries[$0] }
    }

    private func row(_ words: String...) -> String {
      zip(words, [11, 5, 17, 10, 18, 10, 11, 0]).map { word, width in
        word.padding(toLength: max(word.count, width), withPad: " ", startingAt: 0)
      }.joined(separator: " ").trimmingCharacters(in: .whitespaces)
    }
  }
}

/// A time as people here write it.
func since(_ seconds: Int64) -> String { written(seconds, "dd/MM/yyyy HH:mm") }

/// The same without the clock.
func day(_ seconds: Int64) -> String { written(seconds, "dd/MM/yyyy") }

private func written(_ seconds: Int64, _ how: String) -> String {
  let format = DateFormatter()
  format.locale = Locale(identifier: "en_GB")
  format.dateFormat = how
  return format.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
}

/// One held message as a line of JSON.
struct HeldLine: Encodable {
  var reference: String
  /// The reference of its case.
  var caseReference: String
  var heldAt: Int64
  var state: String
  var cabinets: [String]
  var release: String
  var rules: [String]
  /// When it comes back to its sender, should nobody decide on it.
  var goesBackAt: Int64?

  enum CodingKeys: String, CodingKey {
    case reference, state, cabinets, release, rules
    case caseReference = "case"
    case heldAt = "held_at"
    case goesBackAt = "goes_back_at"
  }

  init(_ summary: HeldSummary, goesBack: Int64?) {
    goesBackAt = goesBack
    reference = "\(summary.id)"
    caseReference = "\(summary.caseID)"
    heldAt = summary.heldAt
    state = summary.state.rawValue
    cabinets = summary.cabinets.map(\.rawValue)
    release = summary.releaser.rawValue
    rules = summary.rules
  }

  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}

/// A message in another cabinet than the officer's, as a line of JSON: nothing else of it is theirs to know.
struct MaskedLine: Encodable {
  var reference: String
  var heldAt: Int64
  var cabinets: [String]
  var isOpened: Bool

  enum CodingKeys: String, CodingKey {
    case reference, cabinets
    case heldAt = "held_at"
    case isOpened = "opened"
  }

  init(_ summary: HeldSummary) {
    reference = "\(summary.id)"
    heldAt = summary.heldAt
    cabinets = summary.cabinets.map(\.rawValue)
    isOpened = summary.openedAt != nil
  }

  init(_ entry: MaskedEntry) {
    reference = "\(entry.id)"
    heldAt = entry.heldAt
    cabinets = entry.cabinets.map(\.rawValue)
    isOpened = entry.isOpened
  }

  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}
