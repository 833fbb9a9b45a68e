public import Configuration

extension Settings.Officers {
  /// Gives each cabinet the people in the roles that may open it, and notes who decides in whose place.
  public func filled(by matrix: RoleMatrix) -> Settings.Officers {
    var filled = self
    for (cabinet, access) in matrix.cabinets {
      let holders = access.openTo.flatMap { byRole[$0] ?? [] }
      guard !holders.isEmpty else { continue }
      let named = byCabinet[cabinet.rawValue] ?? []
      filled.byCabinet[cabinet.rawValue] = named + holders.filter { !named.contains($0) }
    }
    for (role, others) in matrix.inPlaceOf {
      let standIns = others.flatMap { byRole[$0] ?? [] }.map { $0.lowercased() }
      for address in byRole[role] ?? [] { filled.standIns[address.lowercased(), default: []] += standIns }
    }
    return filled
  }
}

extension Settings {
  /// The same for the whole organisation and for each of its schools, where those of the organisation serve, too: the
  /// trust's chair of governors may stand in for a school's headteacher.
  public func filled(by matrix: RoleMatrix) -> Settings {
    var filled = self
    for index in organisation.schools.indices {
      filled.organisation.schools[index].officers =
        officers.joined(with: organisation.schools[index].officers).filled(by: matrix)
    }
    filled.officers = officers.filled(by: matrix)
    return filled
  }
}
