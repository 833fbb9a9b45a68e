import Normalisation

/// How a row is known again in the next export.
struct RosterIdentity {
  /// The best key, such as a UPN; unlike for rows of different people.
  var key: String
  /// Another that tells the same person by name where the best one has changed, as a temporary UPN does.
  var other: String?

  init(_ row: RosterRow, _ kind: RosterKind) {
    switch kind {
    case .pupils:
      key = Self.pupil(row)
      other = "name|\(Self.fold(row["school"]))|\(Self.name(row, "legal_first", "legal_last"))|\(row["date_of_birth"])"
    case .relationships:
      let contact = row["email"].isEmpty ? Self.fold(row["contact_name"]) : row["email"].lowercased()
      key = "\(Self.pupil(row))|\(contact)|\(Self.fold(row["contact_name"]))|\(Self.fold(row["relationship"]))"
    case .staff:
      let name = "name|\(Self.fold(row["school"]))|\(Self.name(row, "first_name", "last_name"))"
      key = row["email"].isEmpty ? name : "email|\(row["email"].lowercased())"
      other = name
    case .senders: key = row["address"].lowercased()
    case .contacts: key = row["email_or_domain"].lowercased()
    case .groups: key = "\(row["address"].lowercased())|\(row["member"].lowercased())"
    }
  }

  /// Every way in which a row of the relationships may point at this row's pupil.
  static func allKeys(ofPupil row: RosterRow) -> [String] {
    let number = row["admission_number"].isEmpty ? [] : ["number|\(fold(row["school"]))|\(row["admission_number"])"]
    return Set([pupil(row)] + number).sorted()
  }

  /// How a row, also of the relationships, points at a pupil.
  static func pupil(_ row: RosterRow) -> String {
    if !row["upn"].isEmpty { return "upn|\(row["upn"].uppercased())" }
    if !row["admission_number"].isEmpty { return "number|\(fold(row["school"]))|\(row["admission_number"])" }
    return "name|\(fold(row["school"]))|\(name(row, "legal_first", "legal_last"))|\(row["date_of_birth"])"
  }

  private static func name(_ row: RosterRow, _ first: String, _ last: String) -> String {
    let parts = NameParts(first: row[first], last: row[last])
    return fold(parts.full.isEmpty ? NameParts(row["full_name"]).full : parts.full)
  }

  private static func fold(_ text: String) -> String { NameFolding.fold(text) }
}
