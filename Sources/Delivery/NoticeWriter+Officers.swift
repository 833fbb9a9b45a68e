public import Configuration
import Policy
public import Quarantine
import Spool

extension NoticeWriter {
  /// Which officers are told of a held message: those of its cabinets, or of child protection alone where that applies;
  /// never its sender, and never one who may not know of it (D17). Where it is about one of them those are told, too, who
  /// decide in that officer's place: the chair of governors in the headteacher's.
  /// - Returns: addresses, lower case, sorted; empty when nobody is left.
  public func officers(for message: HeldMessage, among officers: Settings.Officers) -> [String] {
    AccessBook.deciders(
      on: MessageAccess(
        cabinets: message.cabinets, senders: message.senders, hiddenFrom: Set(message.hiddenFrom),
        subjects: Set(message.conductSubjects.map { $0.lowercased() }), concernsConduct: message.concernsConduct),
      among: officers)
  }

  /// To an officer: a message waits for a decision. It says where and since when, and nothing of whom or what.
  /// - Parameter senderKnows: its sender is told in the same moment.
  public func waiting(_ message: HeldMessage, id: HeldID, to officer: String, senderKnows: Bool = true) -> Notice {
    toOfficer(
      message, id, officer, subject: "An email waits for your decision (\(id))",
      "An email is held and waits for your decision.",
      "Release it if it may go, return it to its sender, or delete it. " + whatSenderKnows(message, senderKnows))
  }

  /// To an officer: a message in which nothing was found could not be sent on, and waits.
  func refused(_ refusal: ReleaseRefusal, to officer: String, senderKnows: Bool) -> Notice {
    toOfficer(
      refusal.message, refusal.id, officer, subject: "An email could not be sent on (\(refusal.id))",
      "Nothing stood against this email, but our mail system refuses it for all of its recipients. It is held.",
      "Release it once that is mended, return it to its sender, or delete it. "
        + whatSenderKnows(refusal.message, senderKnows))
  }

  /// To the safeguarding lead: a message has gone to a partner. It says when and by which rule, and nothing of whom or what.
  func safeguardingSent(_ message: HeldMessage, to officer: String, leftOut: Int) -> Notice {
    let rules = message.rules.filter { $0.requirements.contains(Requirement.tellSafeguarding.word) }.map(\.id)
    let others =
      leftOut == 0
      ? []
      : ["Since the last such letter \(number(leftOut, "more email", "more emails")) went of which no letter told."]
    return toLead(
      officer, "An email has gone to a safeguarding partner",
      [
        "A member of staff has sent an email that speaks of a safeguarding matter, or that could not be read in full, to "
          + "\(number(message.envelope.recipients.count, "address", "addresses")) of the school's safeguarding list. It "
          + "was not held.",
        [
          "  Sent:      \(date(message.receivedAt))", "  Rules:     \(rules.joined(separator: ", "))",
          "  Mail log:  \(message.queueID ?? "no id")",
        ].joined(separator: "\n"),
        "You need do nothing with the email itself. Whoever looks after the mail server can tell by the id in the mail log "
          + "who sent it, so that you can speak to them.",
      ] + others)
  }

  /// To the safeguarding lead: there were so many such messages that no letter was written about each.
  func moreSafeguarding(to officer: String, at time: Int64) -> Notice {
    toLead(
      officer, "More emails have gone to safeguarding partners",
      [
        "About \(date(time)) more emails went to the school's safeguarding partners than we write about one by one. None "
          + "was held. Whoever looks after the mail server finds them in the log of Postern, by their rules."
      ])
  }

  private func toLead(_ officer: String, _ subject: String, _ paragraphs: [String]) -> Notice {
    let closing = ["This message was written by a computer; please do not answer it.", "  \(senderName)"]
    return Notice(
      to: officer, subject: subject,
      text: (paragraphs + closing).map { $0.hasPrefix(" ") ? $0 : TextFlow.wrap($0) }.joined(separator: "\n\n") + "\n")
  }

  private func whatSenderKnows(_ message: HeldMessage, _ isTold: Bool) -> String {
    if isTold { return "Its sender knows that it has not been sent." }
    return NoticedMessage(message).mayBeAnswered(from: from)
      ? "Its sender has not been told of this one, having had many notices lately."
      : "Nobody else knows of it: its sender is a machine, a list or nobody."
  }

  static func name(_ cabinet: Cabinet) -> String {
    switch cabinet {
    case .childProtection: "child protection"
    case .financial: "financial information"
    case .health: "health information"
    case .sen: "special educational needs"
    case .staffHR: "staff and HR"
    case .general: "general"
    }
  }
}
