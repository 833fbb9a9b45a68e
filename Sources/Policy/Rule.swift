import People

/// One rule of `policy.yaml`.
struct Rule: Hashable, Sendable {
  /// Made once, never used again for another: "sen.to-families".
  var id: String
  var title: String
  var status: Status
  var mode: Mode
  var releaser: Releaser
  var condition: Condition
  var requirements: Set<Requirement>
  /// Where it requires protection.
  var protection: ProtectionDemand
  /// The message's text is to be protected, too.
  var protectsText: Bool
  /// Where it requires a delay, how long that is, in seconds.
  var delay: Int?
  /// Why there is such a rule.
  var why: String
  /// The clause of the policy, quoted.
  var clause: String
  /// What the sender is asked to do.
  var remedy: String
  /// Whom it hurts when it is wrong.
  var falsePositives: String
  /// Its reason is shown to officers alone.
  var isDiscreet: Bool
  var exceptions: [Exception]

  /// The life of a rule, after Sigma's rule status.
  enum Status: String, CaseIterable, Hashable, Sendable { case draft, trial, stable, retired }

  /// A named, dated exception (D11): the rule asks nothing of what it covers, until its last day.
  struct Exception: Hashable, Sendable {
    var name: String
    /// The last day on which it holds.
    var until: CalendarDate
    /// Senders' addresses or domains, lower case; empty for every sender.
    var from: [String]
    /// Recipients' addresses or domains, lower case; empty for every recipient.
    var to: [String]

    func covers(sender: String, recipient: String, on day: CalendarDate) -> Bool {
      day <= until && Self.matches(sender, from) && Self.matches(recipient, to)
    }

    private static func matches(_ address: String, _ patterns: [String]) -> Bool {
      guard !patterns.isEmpty else { return true }
      let address = address.lowercased()
      return patterns.contains { pattern in
        pattern.contains("@") ? address == pattern : address.hasSuffix("@" + pattern)
      }
    }
  }
}
