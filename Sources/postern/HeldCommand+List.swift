import ArgumentParser
import Configuration
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
      let store = try officer.store(try officer.configuration.load())
      var filter = HeldFilter(limit: .max)
      if all { filter.states = Set(HeldState.allCases) }
      if pending { filter.states = [.pending] }
      let held = try orExit(ExitStatus.unavailable) { try store.list(filter, visibleTo: officer.reader) }
      if json {
        for summary in held { answer(try HeldLine(summary).line()) }
        return
      }
      if held.isEmpty { return print(pending ? "No mail is pending." : "No mail is held.") }
      print(row("REFERENCE", "MAILS", "SINCE", "STATE", "CABINET", "ENDED BY", "RULES"))
      for entry in entries(held) {
        let summary = entry.first
        print(
          row(
            "\(summary.id)", "\(entry.count)", since(summary.heldAt), summary.state.rawValue,
            summary.cabinets.map(\.rawValue).joined(separator: ","), summary.releaser.rawValue,
            summary.rules.joined(separator: ",")))
      }
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
      zip(words, [11, 5, 17, 10, 18, 10, 0]).map { word, width in
        word.padding(toLength: max(word.count, width), withPad: " ", startingAt: 0)
      }.joined(separator: " ").trimmingCharacters(in: .whitespaces)
    }
  }
}

/// A time as people here write it.
func since(_ seconds: Int64) -> String {
  let format = DateFormatter()
  format.locale = Locale(identifier: "en_GB")
  format.dateFormat = "dd/MM/yyyy HH:mm"
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

  enum CodingKeys: String, CodingKey {
    case reference, state, cabinets, release, rules
    case caseReference = "case"
    case heldAt = "held_at"
  }

  init(_ summary: HeldSummary) {
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
