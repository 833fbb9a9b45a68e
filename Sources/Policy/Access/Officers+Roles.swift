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
