/// What became of one sample message.
struct Outcome {
  /// What became of one recipient's copy.
  enum Fate: String, CaseIterable {
    case delivered, held, refused
    /// Neither delivered nor held: this must never be.
    case lost
  }

  var sample: SampleMessage
  var fates: [String: Fate]
  /// To and Cc were rewritten.
  var addressesHidden: Bool
  /// The rule that weighed most, and why, as `postern check` says.
  var rule: String?
  var why: String
  /// What the client was told.
  var reply: String

  /// In a word for the table.
  var action: String {
    let kinds = Set(fates.values)
    if kinds == [.delivered] { return addressesHidden ? "bcc" : "delivered" }
    if kinds == [.held] { return "held" }
    if kinds == [.refused] { return "refused" }
    return kinds.map(\.rawValue).sorted().joined(separator: " and ")
  }

  /// Where every copy went is where the sample says that it should, by the rule that it names.
  var isAsExpected: Bool {
    fates.allSatisfy { address, fate in sample.fates[address] == fate } && addressesHidden == (sample.action == "bcc")
      && rule == sample.rule
  }
}
