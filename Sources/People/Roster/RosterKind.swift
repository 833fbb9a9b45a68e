/// The kinds of rows that the school's records consist of, each a file of the command contract.
public enum RosterKind: String, CaseIterable, Codable, Sendable, Hashable {
  case pupils, relationships, staff, senders, contacts, groups

  var columns: [RosterFile.Column] {
    switch self {
    case .pupils: RosterColumns.pupils
    case .relationships: RosterColumns.relationships
    case .staff: RosterColumns.staff
    case .senders: RosterColumns.senders
    case .contacts: RosterColumns.contacts
    case .groups: RosterColumns.groups
    }
  }

  /// Our column names → their places in a stored row.
  var places: [String: [Int]] { Self.allPlaces[self] ?? [:] }

  private static let allPlaces: [RosterKind: [String: [Int]]] = Dictionary(
    uniqueKeysWithValues: allCases.map { kind in
      (kind, Dictionary(uniqueKeysWithValues: kind.columns.enumerated().map { ($0.element.name, [$0.offset]) }))
    })
}
