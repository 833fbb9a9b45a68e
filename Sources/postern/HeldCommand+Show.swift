import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Policy
import Quarantine
import Spool

extension HeldCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what is known of a held message: facts, never its content.",
      discussion: """
        Of a message in another cabinet than theirs an officer who is named with --by sees little more than that it is
        there. The content needs --content with a --reason, and --by an officer who holds its cabinet, or --break-glass:
        that opens the cabinet for an hour, and its holders are written to. It is audited before it is shown.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Flag(name: .long, help: "Write the message itself to standard output.") var content = false
    @Flag(name: .long, help: "With --content: open a cabinet that is not yours; its holders are told.")
    var breakGlass = false
    @Flag(name: .long, help: "The facts as JSON.") var json = false
    @Option(name: .long, help: "Why the content has to be read; goes on the audit trail.") var reason: String?

    func validate() throws {
      if content, reason?.allSatisfy(\.isWhitespace) ?? true {
        throw ValidationError("--content needs a --reason: it goes on the audit trail.")
      }
      if content, officer.officer == nil, !breakGlass {
        throw ValidationError("--content needs --by an officer who holds its cabinet, or --break-glass.")
      }
      if breakGlass, !content { throw ValidationError("--break-glass opens the content: it needs --content.") }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let desk = try officer.desk(settings, store)
      if content { return try write(desk) }
      let detail: HeldDetail
      if officer.officer == nil {
        detail = try orExit(ExitStatus.data) { try store.show(reference.id) }
      } else {
        let reader = officer.reader(at: desk)
        let seen = try orExit(orNotFound: ExitStatus.data) { () throws(DeskError) in
          let seen = try desk.look(at: reference.id, as: reader)
          if seen.sight == .nothing { throw .notFound(reference.id) }
          return seen
        }
        if seen.sight == .masked { return try mask(seen.detail.summary) }
        detail = seen.detail
      }
      if json { return answer(try HeldFacts(detail).line()) }
      let waits = try orExit(ExitStatus.data) { () throws(QuarantineError) in
        (check: try store.check(of: reference.id), goesAt: try store.goesAt(reference.id))
      }
      let waiting = [
        ("Check", waits.check.map { $0.words } ?? ""), ("Goes", waits.goesAt.map { "by itself at \(since($0))" } ?? ""),
      ]
      for (name, value) in lines(detail, settings) + waiting where !value.isEmpty {
        print("\(name):".padding(toLength: 13, withPad: " ", startingAt: 0) + value)
      }
    }

    private func write(_ desk: Desk) throws {
      let reader = officer.reader(at: desk)
      let message = try orExit(orNotFound: ExitStatus.data) { () throws(DeskError) in
        if breakGlass {
          do throws(DeskError) {
            try desk.breakGlass(for: reference.id, by: reader, reason: reason ?? "")
          } catch {
            // What lies open to them needs no breaking.
            guard case .openAlready = error else { throw error }
          }
        }
        return try desk.content(of: reference.id, for: reader, reason: reason ?? "")
      }
      try message.withBytes { bytes in FileHandle.standardOutput.write(Data(bytes)) }
    }

    /// All that an officer sees of a message in another cabinet than theirs.
    private func mask(_ summary: HeldSummary) throws {
      if json { return answer(try MaskedLine(summary).line()) }
      for (name, value) in [
        ("Reference", "\(summary.id)"), ("Held since", since(summary.heldAt)),
        ("Cabinet", summary.cabinets.map(\.rawValue).joined(separator: ", ")),
        ("Opened", summary.openedAt == nil ? "by no holder yet" : "by a holder"),
      ] { print("\(name):".padding(toLength: 13, withPad: " ", startingAt: 0) + value) }
    }

    private func lines(_ detail: HeldDetail, _ settings: Settings) -> [(String, String)] {
      let summary = detail.summary
      var lines = [
        ("Reference", "\(summary.id)"), ("State", summary.state.rawValue), ("Held since", since(summary.heldAt)),
        ("Goes back", settings.goesBack(summary).map { "to its sender on \(day($0)), should nobody decide" } ?? ""),
        ("Cabinet", summary.cabinets.map(\.rawValue).joined(separator: ", ")), ("Ended by", summary.releaser.rawValue),
        ("Size", "\(detail.size) bytes"), ("Case", summary.caseID == summary.id ? "" : "\(summary.caseID)"),
      ]
      guard let message = detail.message else { return lines + [("Rules", summary.rules.joined(separator: ", "))] }
      lines += [
        ("Sender", message.identity), ("Subject", message.facts.subject),
        ("Recipients", message.facts.recipients.map { "\($0.address) (\($0.kind))" }.joined(separator: ", ")),
        ("Categories", message.facts.categories.joined(separator: ", ")),
        ("About", message.facts.people.joined(separator: ", ")),
        ("Identifiers", message.facts.identifiers.joined(separator: ", ")),
        (
          "Parent?",
          (message.parentChecks ?? []).map { "\($0.address) of \($0.name) (held release --by-sender --checked-parent)" }
            .joined(separator: ", ")
        ),
        ("Found in", message.facts.places.joined(separator: "; ")),
        ("Not read", message.facts.unreadable.joined(separator: "; ")),
      ]
      for rule in message.rules {
        lines.append(
          ("Rule", "\(rule.id): \(rule.title)\(rule.mode == .enforce ? "" : " (\(rule.mode.rawValue) only)")"))
        lines.append(("", "  The policy says: \"\(rule.clause)\""))
        lines.append(("", "  \(rule.remedy)"))
      }
      if let queueID = detail.outcome?.queueID { lines.append(("Queue id", queueID)) }
      if let problem = detail.outcome?.problem { lines.append(("Problem", problem)) }
      for refusal in detail.outcome?.refused ?? [] { lines.append(("Refused", "\(refusal.address): \(refusal.reply)")) }
      return lines
    }
  }
}

/// The facts of a held message as JSON.
struct HeldFacts: Encodable {
  var reference: String
  /// The reference of its case.
  var caseReference: String
  var state: String
  var sender: String?
  var subject: String?
  var recipients: [String]
  var categories: [String]
  var people: [String]
  var rules: [String]
  var unreadable: [String]
  /// Postfix's name for what was sent.
  var queueID: String?
  /// Why it did not go, or not yet.
  var problem: String?
  /// Recipients whom Postfix does not take, with its answers.
  var refused: [String]

  enum CodingKeys: String, CodingKey {
    case reference, state, sender, subject, recipients, categories, people, rules, unreadable, problem, refused
    case caseReference = "case"
    case queueID = "queue_id"
  }

  init(_ detail: HeldDetail) {
    let facts = detail.message?.facts
    reference = "\(detail.summary.id)"
    caseReference = "\(detail.summary.caseID)"
    queueID = detail.outcome?.queueID
    problem = detail.outcome?.problem
    refused = detail.outcome?.refused.map { "\($0.address): \($0.reply)" } ?? []
    state = detail.summary.state.rawValue
    sender = detail.message?.identity
    subject = facts?.subject
    recipients = facts?.recipients.map(\.address) ?? []
    categories = facts?.categories ?? []
    people = facts?.people ?? []
    rules = detail.summary.rules
    unreadable = facts?.unreadable ?? []
  }

  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return try encoder.encode(self)
  }
}

extension ColleagueCheck {
  /// How far it is.
  fileprivate var words: String {
    if let answer { return "\(answer.isConfirmed ? "confirmed" : "refused") by \(answer.by)" }
    return step.map { "the \($0.rawValue) are asked since \(since(steppedAt))" } ?? "somebody is to be asked"
  }
}
