extension PeopleIndex {
  /// Bounds of one expansion.
  static let mostMembers = 200_000
  static let deepestNesting = 20

  /// The members of a list; nil when the records know no list of this address.
  public func groupMembers(_ address: String) -> GroupExpansion? {
    guard !address.isEmpty, let list = records.addresses.find(address.canonicalAddress), !members[list].isEmpty else {
      return nil
    }
    var expansion = GroupExpansion()
    var seen: Set<UInt32> = [list]
    var path: [UInt32] = [list]
    expand(list, into: &expansion, seen: &seen, path: &path)
    return expansion
  }

  /// Addresses of all lists that the records have.
  public var listAddresses: [String] {
    (0..<UInt32(records.addresses.count)).filter { !members[$0].isEmpty }.map { records.addresses[$0] }
  }

  private func expand(
    _ list: UInt32, into expansion: inout GroupExpansion, seen: inout Set<UInt32>, path: inout [UInt32]
  ) {
    for member in members[list] {
      if member == 0 {
        expansion.hasUnreadable = true
        continue
      }
      if path.contains(member) {
        expansion.hasLoop = true
        continue
      }
      guard seen.insert(member).inserted else { continue }
      if members[member].isEmpty {
        guard expansion.members.count < Self.mostMembers else {
          expansion.isCut = true
          return
        }
        expansion.members.append(records.addresses[member])
      } else if path.count >= Self.deepestNesting {
        expansion.isCut = true
      } else {
        expansion.nestedGroups.append(records.addresses[member])
        path.append(member)
        expand(member, into: &expansion, seen: &seen, path: &path)
        path.removeLast()
      }
    }
  }
}
