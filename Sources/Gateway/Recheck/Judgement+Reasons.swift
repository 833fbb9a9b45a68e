import Detection
import Extraction
import Inspection
import People
import Policy
import Quarantine

extension Judgement {
  /// What keeps the message from some of its recipients, strongest first.
  /// - Parameter recipients: indexes into the decision's recipients.
  func reasons(for recipients: some Sequence<Int>) -> [HoldReason] {
    let wanted = Set(recipients)
    return decision.matches.compactMap { match in
      let rule = HeldMessage.Rule(match)
      // Nothing stands between a sender and those who must not wait (D15).
      let kept = match.recipients.filter { wanted.contains($0) && !facts.recipients[$0].mustNotWait }
      guard rule.stops, !kept.isEmpty else { return nil }
      return HoldReason(
        rule: rule, releaser: match.releaser,
        recipients: kept.map { decision.recipients[$0].address }, findings: words(for: match.findings))
    }
  }

  /// What a rule rests on, so that it is known again after the records have changed; nil for more than is kept.
  private func words(for findings: [Int]) -> [String]? {
    var words: Set<String> = []
    for index in findings {
      let finding = facts.inspection.findings[index]
      let kind =
        switch finding.what {
        case .category(let category, let grade): "\(category.rawValue) \(grade.rawValue)"
        case .identifier(let kind, _): kind.rawValue
        case .person: "person"
        }
      let about = finding.subjects.map { subject in Explanation.words(for: subject) { people.person($0)?.fullName } }
      words.insert(about.isEmpty ? kind : "\(kind): \(about.joined(separator: ", "))")
      if words.count > HoldReason.mostFindings { return nil }
    }
    return words.sorted()
  }

  /// Where the message is protected its text has to be, too: a rule says so, or what it asks to protect stands there.
  var protectsText: Bool {
    if decision.recipients.contains(where: \.protectsText) { return true }
    let asking = decision.matches.filter { $0.mode == .enforce && $0.requirements.contains(.protect) }
    return asking.flatMap(\.findings).contains { index in
      let inspection = facts.inspection
      let place = inspection.texts[inspection.findings[index].text].place
      return place.part.map { !inspection.parts[$0].isAttachment } ?? false
    }
  }
}
