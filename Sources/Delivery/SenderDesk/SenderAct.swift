/// What a sender can do with a message of theirs that is held.
public enum SenderAct: String, CaseIterable, Codable, Sendable, Hashable {
  /// It does not go, and comes back to its sender.
  case withdraw
  /// Some recipients are taken off.
  case dropRecipients = "drop_recipients"
  /// All addresses are hidden, as with BCC.
  case hideAddresses = "hide_addresses"
  /// Each recipient gets a copy of their own.
  case oneEach = "one_each"
  case dropAttachments = "drop_attachments"
  /// Its attachments, and its text where that is needed, go under a password.
  case protect
  /// "I have checked the addresses", with a reason.
  case checked
  /// "This should not have been held."
  case falseAlarm = "false_alarm"
  case askOfficer = "ask_officer"
  case askColleague = "ask_colleague"
  /// Asks one in particular of those who may check its addresses, where a rule has a colleague do so.
  case askToCheck = "ask_to_check"
  /// "A child is at risk now" (D15).
  case childAtRisk = "child_at_risk"

  /// Those that only narrow what goes out, or bring somebody else in, are safe by the link alone; so is what must never
  /// wait. The others are for who has signed in.
  public var needsSignIn: Bool {
    switch self {
    case .withdraw, .dropRecipients, .hideAddresses, .oneEach, .protect, .askOfficer, .childAtRisk: false
    case .dropAttachments, .checked, .falseAlarm, .askColleague, .askToCheck: true
    }
  }
}
