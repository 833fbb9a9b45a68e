import Configuration
import Insight
import Policy

/// What somebody who is signed in may see of the filter and its numbers, by their roles.
struct Rights: Sendable {
  let address: String
  private let roles: Set<Role>
  private let cabinets: Set<Cabinet>
  private let isNamed: Bool

  init(_ visitor: Visitor, _ settings: Settings) {
    let officers = settings.officers
    let address = visitor.address.lowercased()
    self.address = address
    roles = Set(Role.allCases.filter { officers.byRole[$0]?.contains { $0.lowercased() == address } == true })
    cabinets = Set(Cabinet.allCases.filter { officers.addresses(of: $0).contains(address) })
    isNamed = officers.everybody.contains(address)
  }

  /// Numbers and health are for everybody who is named for something.
  var seesNumbers: Bool { isNamed }
  var seesHealth: Bool { isNamed }

  /// Everybody else sees their own lines of the audit trail.
  var seesWholeTrail: Bool { cabinets.contains(.general) || roles.contains(.dataProtectionOfficer) }

  func insight(_ matrix: RoleMatrix) -> InsightReader {
    InsightReader(address: address, cabinets: cabinets, categories: matrix.categories(in: cabinets))
  }

  func mayOpen(_ cabinets: [Cabinet]) -> Bool {
    cabinets.contains(.childProtection)
      ? self.cabinets.contains(.childProtection) : !self.cabinets.isDisjoint(with: cabinets)
  }
}

extension Ground {
  /// What the person may see who asks.
  func rights(_ context: ConsoleContext) throws(ConsoleError) -> Rights { Rights(try context.signedIn(), settings) }
}
