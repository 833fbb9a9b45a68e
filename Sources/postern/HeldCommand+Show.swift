import ArgumentParser
import Configuration
import Foundation
import Gateway
import Policy
import Quarantine
import Spool

extension HeldCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what is known of a held message: facts, never its content.",
      discussion: "The content needs --content with a --reason, and is audited before it is shown.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Flag(name: .long, help: "Write the message itself to standard output.") var content = false
    @Flag(name: .long, help: "The facts as JSON.") var json = false
    @Option(name: .long, help: "Why the content has to be read; goes on the audit trail.") var reason: String?

    func validate() throws {
      if content, reason?.allSatisfy(\.isWhitespace) ?? true {
        throw ValidationError("--content needs a --reason: it goes on the audit trail.")
      }
    }

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      let detail = try orExit(ExitStatus.data) { try store.show(reference.id, visibleTo: officer.reader) }
      if content {
        let message = try orExit(ExitStatus.data) {
          try store.content(reference.id, reason: reason ?? "", by: officer.actor)
        }
        try message.withBytes { bytes in FileHandle.standardOutput.write(Data(bytes)) }
        return
      }
      if json { return answer(try HeldFacts(detail).line()) }
      for (name, value) in lines(detail) where !value.isEmpty {
        print("\(name):".padding(toLength: 13, withPad: " ", startingAt: 0) + value)
      }
    }

    private func lines(_ detail: HeldDetail) -> [(String, String)] {
      let summary = detail.summary
      var lines = [
        ("Reference", "\(summary.id)"), ("State", summary.state.rawValue), ("Held since", since(summary.heldAt)),
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
