/// A line of the navigation.
struct Place: Sendable, Hashable {
  var label: String
  var path: String
  var isCurrent: Bool

  /// What a person may go to, and where they are.
  /// - Parameter current: the path of the page, as its route is written.
  static func all(_ visitor: Visitor?, at current: String) -> [Place] {
    guard let visitor else { return [] }
    let all: [(label: String, path: String, isTheirs: Bool)] = [
      ("Held mail", "/held", true), ("Checks", "/checks", true), ("Breaches", "/breaches", true),
      ("Numbers", "/insight", visitor.isNamed),
      ("Audit trail", "/audit", true),
      ("Health", "/health", visitor.isNamed), ("Emergency switch", "/switch", visitor.isNamed),
      ("Accounts", "/accounts", visitor.isAdministrator), ("Help", "/help", true),
    ]
    return all.filter(\.isTheirs).map { label, path, _ in
      Place(label: label, path: path, isCurrent: current == path || current.hasPrefix(path + "/"))
    }
  }
}
