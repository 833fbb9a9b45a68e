import Normalisation

/// Keeps somebody out of the records who was erased from them.
public enum Forgetting {
  /// What is left of a row when those who were forgotten are taken out; nil when nothing is.
  /// - Parameter isForgotten: whether a key is of somebody who was.
  static func rest(
    of row: RosterRow, _ kind: RosterKind, _ isForgotten: (RosterKind, String) -> Bool
  ) -> RosterRow? {
    switch kind {
    case .pupils:
      guard !keys(of: row, kind).contains(where: { isForgotten(.pupils, $0) }) else { return nil }
      var cleared: [String: String] = [:]
      for number in 1...2 where isGuardianForgotten(row, number, isForgotten) {
        cleared["guardian\(number)_name"] = ""
        cleared["guardian\(number)_email"] = ""
      }
      return cleared.isEmpty ? row : row.with(cleared, kind)
    case .relationships:
      if isForgotten(.pupils, RosterIdentity.pupil(row)) { return nil }
      let keys = contactKeys(row["contact_name"], row["email"], of: RosterIdentity.pupil(row))
      return keys.contains { isForgotten(.relationships, $0) } ? nil : row
    case .staff: return keys(of: row, kind).contains { isForgotten(.staff, $0) } ? nil : row
    case .contacts: return isForgotten(.contacts, row["email_or_domain"].lowercased()) ? nil : row
    case .senders, .groups: return row
    }
  }

  /// By what a pupil or a member of staff is known again.
  static func keys(of row: RosterRow, _ kind: RosterKind) -> [String] {
    let identity = RosterIdentity(row, kind)
    return [identity.key] + [identity.other].compactMap { $0 }
      + (kind == .pupils ? RosterIdentity.allKeys(ofPupil: row) : [])
  }

  /// By what a guardian is: the address wherever it stands, and the name beside the same pupil.
  static func contactKeys(_ name: String, _ email: String, of pupil: String) -> [String] {
    (email.isEmpty ? [] : ["email|\(email.lowercased())"])
      + (name.isEmpty ? [] : ["name|\(NameFolding.fold(NameParts(name).full))|\(pupil)"])
  }

  private static func isGuardianForgotten(
    _ row: RosterRow, _ number: Int, _ isForgotten: (RosterKind, String) -> Bool
  ) -> Bool {
    contactKeys(row["guardian\(number)_name"], row["guardian\(number)_email"], of: RosterIdentity.pupil(row))
      .contains { isForgotten(.relationships, $0) }
  }
}

extension Roster {
  /// The keys by which somebody of the records would come back with the next import.
  /// - Parameters:
  ///   - name, addresses, upn: as the index has them.
  /// - Returns: kind and key of every row that is the person's.
  public func keys(
    ofPersonNamed name: String, at addresses: [String], upn: String?
  ) -> [(kind: RosterKind, key: String)] {
    let folded = NameFolding.fold(name)
    let addresses = Set(addresses)
    var found: [(RosterKind, String)] = []
    func isMeant(_ name: String, _ email: String) -> Bool {
      email.isEmpty ? NameFolding.fold(NameParts(name).full) == folded : addresses.contains(email.canonicalAddress)
    }
    for kind in [RosterKind.pupils, .relationships, .staff, .contacts] {
      let table = table(kind)
      for i in 0..<table.count {
        let row = table[i]
        switch kind {
        case .pupils:
          let full = NameParts(first: row["legal_first"], last: row["legal_last"]).full
          let own = full.isEmpty ? NameParts(row["full_name"]).full : full
          if NameFolding.fold(own) == folded, upn.map({ row["upn"].uppercased() == $0 }) ?? row["upn"].isEmpty {
            found += Forgetting.keys(of: row, kind).map { (.pupils, $0) }
          }
          for number in 1...2 {
            let (name, email) = (row["guardian\(number)_name"], row["guardian\(number)_email"])
            guard !name.isEmpty || !email.isEmpty, isMeant(name, email) else { continue }
            found += Forgetting.contactKeys(name, email, of: RosterIdentity.pupil(row)).map { (.relationships, $0) }
          }
        case .relationships where isMeant(row["contact_name"], row["email"]):
          found += Forgetting.contactKeys(row["contact_name"], row["email"], of: RosterIdentity.pupil(row)).map {
            (.relationships, $0)
          }
        case .staff where NameFolding.fold(NameParts(first: row["first_name"], last: row["last_name"]).full) == folded:
          if row["email"].isEmpty || addresses.contains(row["email"].canonicalAddress) {
            found += Forgetting.keys(of: row, kind).map { (.staff, $0) }
          }
        case .contacts where addresses.contains(row["email_or_domain"].canonicalAddress):
          found.append((.contacts, row["email_or_domain"].lowercased()))
        default: break
        }
      }
    }
    return found
  }

  /// Without the rows of those who were forgotten.
  public func without(_ isForgotten: (RosterKind, String) -> Bool) -> Roster {
    var rest = Roster()
    for kind in RosterKind.allCases {
      let table = table(kind)
      for i in 0..<table.count {
        if let row = Forgetting.rest(of: table[i], kind, isForgotten) { rest.append(row, to: kind) }
      }
    }
    return rest
  }
}
