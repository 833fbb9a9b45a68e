public import Quarantine

/// How a sender wants a held message of theirs to go on: one or several acts at once.
public struct SenderMend: Hashable, Sendable, Codable {
  /// Who still gets it, whom they see, what is taken out, and whether it is protected.
  public var choice: ReleaseChoice
  /// "I have checked the addresses": why it may go; nil where that is not said.
  public var checked: String?
  /// "I have checked that this is the parent" (D16), which is remembered for thirty days; only with `checked`.
  public var checksParents: Bool
  /// It should not have been held; only with `checked`.
  public var isFalseAlarm: Bool

  public init(
    _ choice: ReleaseChoice = .whole, checked: String? = nil, checksParents: Bool = false, isFalseAlarm: Bool = false
  ) {
    self.choice = choice
    self.checked = checked
    self.checksParents = checksParents
    self.isFalseAlarm = isFalseAlarm
  }

  /// Of what it is made.
  public var acts: Set<SenderAct> {
    var acts: Set<SenderAct> = []
    if choice.recipients != nil { acts.insert(.dropRecipients) }
    switch choice.addresses {
    case .asDecided: break
    case .hidden: acts.insert(.hideAddresses)
    case .oneEach: acts.insert(.oneEach)
    }
    if !choice.cuts.isEmpty { acts.insert(.dropAttachments) }
    if choice.isProtected { acts.insert(.protect) }
    if checked != nil || checksParents { acts.insert(.checked) }
    if isFalseAlarm { acts.insert(.falseAlarm) }
    return acts
  }
}
