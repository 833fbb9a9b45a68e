import People
import Policy

extension Audience {
  /// What an officer has to know of a recipient besides its kind, in words; nil for nothing.
  /// - Parameter name: of somebody in the records.
  func note(_ name: (PersonNumber) -> String?) -> String? {
    var words: [String] = []
    if let resembles { words.append("looks like \(resembles) and is not") }
    let named = children.compactMap { child in name(child.number).map { (child, $0) } }
    if !named.isEmpty { words.append("of \(named.map(\.1).joined(separator: ", "))") }
    for (child, name) in named {
      if child.noContact { words.append("must have no contact with \(name)") }
      if child.withholdAddress { words.append("must not learn where \(name) lives") }
      if let role = child.lookedAfterRole { words.append("\(role) of \(name)") }
    }
    if kind == .list {
      if let members {
        words.append(members.isComplete ? "reaches \(members.count) people" : "nobody can say whom it reaches")
      } else {
        words.append("nobody can say whom it reaches")
      }
    }
    if let agency, kind == .professional || kind == .supplier { words.append(agency) }
    if isFirst { words.append("its sender has never written to it before") }
    if joinsThread { words.append("took no part in this conversation") }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }
}
