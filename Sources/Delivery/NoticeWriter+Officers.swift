public import Configuration
import Policy
public import Quarantine
import Spool

extension NoticeWriter {
  /// Which officers are told of a held message: those of its cabinets, or of child protection alone where that applies;
  /// never its sender, and never one who may not know of it (D17).
  /// - Returns: addresses, lower case, sorted; empty when nobody is left.
  public func officers(for message: HeldMessage, among officers: Settings.Officers) -> [String] {
    let cabinets = message.cabinets.contains(.childProtection) ? [.childProtection] : message.cabinets
    var found: Set<String> = []
    for cabinet in cabinets { found.formUnion((officers.byCabinet[cabinet.rawValue] ?? []).map { $0.lowercased() }) }
    found.subtract(message.hiddenFrom + [message.identity.lowercased(), message.envelope.sender.address.lowercased()])
    return found.sorted()
  }

  /// To an officer: a message waits for a decision. It says where and since when, and nothing of whom or what.
  public func waiting(_ message: HeldMessage, id: HeldID, to officer: String) -> Notice {
    let noticed = NoticedMessage(message)
    let cabinets = message.cabinets.map { Self.name($0) }.joined(separator: ", ")
    let isChildProtection = message.cabinets.contains(.childProtection)
    let paragraphs =
      (isChildProtection ? ["If a child is in immediate danger, phone 999."] : []) + [
        "An email is held and waits for your decision.",
        [
          "  Reference: \(id)", "  Cabinet:   \(cabinets)", "  Held:      \(date(message.receivedAt))",
          "  Rules:     \(message.rules.filter { $0.mode != .watch }.map(\.id).joined(separator: ", "))",
        ].joined(separator: "\n"),
        "To see why it is held:", "  postern held show \(id)",
        "Release it if it may go, return it to its sender, or delete it. Its sender knows that it has not been sent.",
        "This message was written by a computer; please do not answer it.", "  \(senderName)",
      ]
    var notice = letter(noticed, "An email waits for your decision (\(id))", paragraphs)
    notice.to = officer
    notice.inReplyTo = nil
    return notice
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
