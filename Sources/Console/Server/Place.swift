/// A line of the navigation.
struct Place: Sendable, Hashable {
  var label: String
  var path: String
  var isCurrent: Bool

  /// What a person may go to, and where they are.
  /// - Parameter current: the path of the page, as its route is written.
  static func all(_ visitor: Visitor?, at current: String) -> [Place] {
    let all =
      [
        ("Held mail", "/held"), ("Breaches", "/breaches"), ("Numbers", "/insight"), ("Audit trail", "/audit"),
        ("Health", "/health"),
        ("Emergency switch", "/switch"),
      ] + (visitor?.isAdministrator == true ? [("Accounts", "/accounts")] : []) + [("Help", "/help")]
    return all.map { label, path in
      Place(label: label, path: path, isCurrent: current == path || current.hasPrefix(path + "/"))
    }
  }
}
