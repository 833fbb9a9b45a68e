public import Detection
import Extraction
import Inspection
public import People

/// A decision in words, each reader seeing as much as is theirs (D13).
public struct Explanation: Hashable, Sendable {
  public enum Reader: String, CaseIterable, Sendable, Hashable {
    /// Logs, SMTP replies: rule and clause, never a person, value, subject, address or file name.
    case anyone
    /// The sender: what they wrote themselves, to whom and where it stands; no name that the records added.
    case sender
    /// Who may open the cabinet: everything.
    case officer
  }

  /// One sentence or two each, without line feeds, strongest rule first.
  public var lines: [String]

  /// - Parameter name: a person's full name by number, asked for only when the reader is an officer.
  public static func of(
    _ decision: Decision, _ facts: MessageFacts, for reader: Reader, name: (PersonNumber) -> String? = { _ in nil }
  ) -> Explanation {
    if decision.isUnseen { return Explanation(lines: []) }
    return Explanation(
      lines: decision.matches.map { match in
        switch reader {
        case .anyone: match.publicLine
        case .sender: match.senderLine(facts)
        case .officer: match.officerLine(facts, name: name)
        }
      })
  }

  /// A data subject as an officer reads it.
  public static func words(for subject: DataSubject, name: (PersonNumber) -> String?) -> String {
    switch subject {
    case .named(let written): written
    case .recorded(let number): name(number) ?? "somebody in the records"
    }
  }
}

extension RuleMatch {
  fileprivate var publicLine: String {
    let reason = publicReason.isEmpty ? "" : " (\(publicReason))"
    return "\(rule): \(title)\(reason). The policy says: \"\(clause)\"\(exceptionWords)"
  }

  private var exceptionWords: String { exception.map { " Let through by the exception \"\($0)\"." } ?? "" }

  fileprivate func senderLine(_ facts: MessageFacts) -> String {
    if isDiscreet { return "\(title). \(remedy)" }
    let what = publicReason.isEmpty ? "" : " This is about \(publicReason)."
    return
      "\(title).\(what)\(placeWords(facts))\(recipientWords(facts)) The policy says: \"\(clause)\" \(remedy)\(exceptionWords)"
  }

  fileprivate func officerLine(_ facts: MessageFacts, name: (PersonNumber) -> String?) -> String {
    var people: [String] = []
    for index in findings where facts.inspection.findings.indices.contains(index) {
      for subject in facts.inspection.findings[index].subjects {
        let words = Explanation.words(for: subject, name: name)
        if !people.contains(words) { people.append(words) }
      }
    }
    let about = people.isEmpty ? "" : " About: \(people.listed(most: 20))."
    return
      "\(rule): \(title) (\(publicReason)).\(about)\(placeWords(facts))\(recipientWords(facts)) The policy says: \"\(clause)\"\(exceptionWords)"
  }

  private func placeWords(_ facts: MessageFacts) -> String {
    let places = facts.inspection.places(ofFindings: findings)
    return places.isEmpty ? "" : " Where: \(places.listed(most: 5))."
  }

  private func recipientWords(_ facts: MessageFacts) -> String {
    let addresses = recipients.filter(facts.recipients.indices.contains).map { facts.recipients[$0].address }
    return addresses.isEmpty ? "" : " Recipients: \(addresses.listed(most: 10))."
  }
}

extension [String] {
  /// The first ones, and how many more there are: reaching the limit is said.
  fileprivate func listed(most: Int) -> String {
    let shown = prefix(most).joined(separator: ", ")
    return count > most ? shown + " and \(count - most) more" : shown
  }
}
