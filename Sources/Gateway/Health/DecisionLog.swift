import Configuration
import Insight
import Policy
import Quarantine

/// Where a decision is recorded and counted: its facts, and the filter's own tally.
struct DecisionLog: Sendable {
  let facts: FactsLog
  let tally: Tally
  let schools: [Settings.Organisation.School]

  /// - Parameters:
  ///   - reply: what Postfix was told, or what was done.
  ///   - isBypassed: it went by the emergency switch.
  /// - Returns: false for a message that leaves no trace anywhere (D18).
  @discardableResult
  func note(_ judgement: Judgement, reply: String, time: Int64, isBypassed: Bool = false) -> Bool {
    guard var kept = DecisionFacts(judgement, reply: reply, time: time) else { return false }
    if isBypassed { kept.bypassed = true }
    let domain = judgement.facts.sender.identity.split(separator: "@").last.map { $0.lowercased() }
    kept.school = schools.first { $0.domains.contains(domain ?? "") }?.name
    facts.append(kept)
    tally.note(
      action: kept.action, reply: reply, milliseconds: judgement.milliseconds, isBypassed: isBypassed)
    return true
  }
}
