import Detection
import Extraction
import Inspection
import People
import Policy
import Quarantine

extension HeldFindings {
  /// The places to mark in a judged message; nil where there are none.
  init?(_ judgement: Judgement) {
    let inspection = judgement.facts.inspection
    var rules: [Int: [Int]] = [:]
    for (number, match) in judgement.decision.matches.enumerated() {
      for finding in match.findings { rules[finding, default: []].append(number) }
    }
    let all = inspection.findings.indices.filter { inspection.fingerprint(ofFinding: $0) != nil }
    guard !all.isEmpty else { return nil }
    // What no rule asked for goes first where there are too many.
    let kept = Set(all.sorted { (rules[$0] == nil ? 1 : 0, $0) < (rules[$1] == nil ? 1 : 0, $1) }.prefix(Self.most))
    self.init(leftOut: all.count - kept.count)
    var texts: [Int: Int] = [:]
    var people: [String: Int] = [:]
    for index in kept.sorted() {
      let finding = inspection.findings[index]
      guard let fingerprint = inspection.fingerprint(ofFinding: index) else { continue }
      let text: Int
      if let known = texts[finding.text] {
        text = known
      } else {
        text = self.texts.count
        texts[finding.text] = text
        self.texts.append(
          Text(number: finding.text, place: inspection.texts[finding.text].place.words, fingerprint: fingerprint))
      }
      let about = finding.subjects.prefix(Self.mostPeople).map { subject in
        let name = Explanation.words(for: subject) { judgement.people.person($0)?.fullName }
        if let known = people[name] { return known }
        people[name] = self.people.count
        self.people.append(name)
        return self.people.count - 1
      }
      marks.append(
        Mark(
          text: text, range: finding.range, what: What(finding.what), people: about, isAmbiguous: finding.isAmbiguous,
          rules: rules[index] ?? []))
    }
  }
}

extension HeldFindings.What {
  fileprivate init(_ what: Finding.What) {
    switch what {
    case .category(let category, let grade): self = .category(category, grade)
    case .identifier(let kind, _): self = .identifier(kind)
    case .person: self = .person
    }
  }
}

extension Inspection {
  /// Of the text that a finding stands in.
  fileprivate func fingerprint(ofFinding index: Int) -> UInt64? {
    let text = findings[index].text
    return texts.indices.contains(text) ? texts[text].fingerprint : nil
  }
}
