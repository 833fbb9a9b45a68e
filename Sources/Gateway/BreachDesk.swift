import Delivery
import Detection
import History
import Inspection
import Logging
import MIME
import People
import Policy
import Quarantine

/// Opens a record in the breach register when a message takes an earlier one back, and finds the earlier one; and when a
/// message comes to the address for reports.
struct BreachDesk: Sendable {
  let letters: BreachLetters
  let store: QuarantineStore
  let correspondence: Correspondence
  let logger: Logger

  /// Never fails the message: that something is taken back or reported is good news.
  /// - Returns: whether letters wait in the outbox.
  func open(_ judgement: Judgement, _ origin: Origin) -> Bool {
    let isReport = judgement.facts.recipients.contains(where: \.takesBreachReports)
    // A report says "please delete" and "sent in error", too: only what also goes elsewhere takes something back.
    let takesBack =
      judgement.facts.inspection.isRetraction && !judgement.facts.recipients.allSatisfy(\.takesBreachReports)
    // An answering machine reports nothing (RFC 3834 §2).
    guard takesBack || !judgement.facts.inspection.headers.isAutomatic else { return false }
    do {
      if isReport, !takesBack, try isKnown(judgement, origin) { return false }
      let record = takesBack ? retraction(judgement, origin, isReport: isReport) : report(judgement, origin)
      guard let id = try letters.open(record) else { return false }
      logger.notice("a breach record is open", metadata: ["breach": "\(id)", "queue": "\(origin.queueID ?? "-")"])
      return true
    } catch {
      logger.error("a breach record could not be opened: \(error)")
      return false
    }
  }

  private func retraction(_ judgement: Judgement, _ origin: Origin, isReport: Bool) -> BreachRecord {
    let earlier = correspondence.withdraw(judgement)
    let headers = judgement.facts.inspection.headers
    return BreachRecord(
      cause: .retraction, sender: origin.identity, subject: headers.subject, messageID: headers.messageID,
      queueID: origin.queueID, recipients: judgement.facts.recipients.count,
      earlier: earlier.map {
        BreachRecord.Earlier(
          time: $0.time, queueID: $0.queueID, recipients: $0.readerCount, files: $0.fileCount,
          isAnswered: $0.isAnswered)
      },
      hiddenFrom: judgement.hiddenFrom + letters.officers.filter { correspondence.isHidden(earlier, from: $0) },
      reportedBy: isReport ? origin.identity : nil)
  }

  /// Of the report itself its subject is kept, and whom and what it names; its text is in the mailbox that it goes to.
  private func report(_ judgement: Judgement, _ origin: Origin) -> BreachRecord {
    let facts = judgement.facts
    var values = BreachRecord.values(HeldMessage.Facts(judgement, held: []))
    let people = named(judgement)
    values[.people] = people.isEmpty ? nil : people.map(\.line).joined(separator: "\n")
    values[.discovery] = "Reported by email"
    return BreachRecord(
      cause: .staffReport, sender: origin.identity, subject: facts.inspection.headers.subject,
      messageID: facts.inspection.headers.messageID ?? origin.messageID, queueID: origin.queueID,
      recipients: facts.recipients.count,
      // Who takes the report is told of it, whomever it is about, but for those whom it is about themselves (D17).
      hiddenFrom: facts.concernsConduct ? facts.conductSubjects(judgement.people).map { $0.lowercased() } : [],
      reportedBy: origin.identity, initial: values)
  }

  /// Whom the report names, besides its sender, with what each is to the school.
  private func named(_ judgement: Judgement) -> [BreachPerson] {
    var people: [BreachPerson] = []
    for subject in judgement.facts.inspection.findings.flatMap(\.subjects) {
      var kind = BreachPersonKind.unknown
      if case .recorded(let number) = subject {
        if number == judgement.facts.sender.person { continue }
        kind =
          judgement.facts.subjectKinds[number].map { BreachPersonKind(rawValue: $0.rawValue) ?? .other } ?? .unknown
      }
      let person = BreachPerson(
        Explanation.words(for: subject) { judgement.people.person($0)?.fullName }.replacing("\n", with: " "), kind)
      if people.count < 200, !people.contains(person) { people.append(person) }
    }
    return people
  }

  /// An answer within a conversation that opened a record is noted there.
  private func isKnown(_ judgement: Judgement, _ origin: Origin) throws -> Bool {
    let headers = judgement.facts.inspection.headers
    let id = try store.noteConversation(
      headers.messageID ?? origin.messageID, answers: headers.answers, "A further email came to the report address.",
      by: origin.identity)
    return id != nil
  }
}
