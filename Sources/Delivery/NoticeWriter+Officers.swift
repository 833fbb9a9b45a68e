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
    let cabinets = message.cabinets.contains(.childProtection) ? [.childProtection] : message.cabinets
    var found: Set<String> = []
    for cabinet in cabinets { found.formUnion(officers.addresses(of: cabinet)) }
    let barred = Set(
      message.hiddenFrom + [message.identity.lowercased(), message.envelope.sender.address.lowercased()])
    let accused = message.concernsConduct ? found.intersection(message.conductSubjects.map { $0.lowercased() }) : []
    // With nobody left to decide, those in the place of any of them do.
    let absent = found.isSubset(of: barred) ? found : accused
    for officer in absent { found.formUnion(officers.standIns[officer] ?? []) }
    return found.subtracting(barred).sorted()
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
