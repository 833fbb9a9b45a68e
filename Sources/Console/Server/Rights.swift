import Configuration
import Insight
import Policy

/// What somebody who is signed in may see of the filter and its numbers, by their roles.
struct Rights: Sendable {
  let reader: Reader
  private let book: AccessBook

  init(_ visitor: Visitor, _ ground: Ground) throws {
    book = ground.book
    reader = try ground.reader(visitor)
  }

  var address: String { reader.address }

  /// Whether they are named for anything: numbers and health are for all of those.
  var isNamed: Bool { reader.isOfficer || reader.roles != [.sender] }

  /// Everybody else sees their own lines of the audit trail.
  var seesWholeTrail: Bool {
    !reader.everywhere.roles.isDisjoint(with: [.auditor, .dataProtectionOfficer])
      || reader.everywhere.cabinets.contains(.general)
  }

  var insight: InsightReader { InsightReader(reader, book) }

  func mayOpen(_ cabinets: [Cabinet], in school: String?) -> Bool {
    let governing = cabinets.contains(.childProtection) ? [.childProtection] : cabinets
    return !reader.cabinets(in: school).isDisjoint(with: governing)
  }
}

extension Ground {
  /// What the person may see who asks.
  func rights(_ context: ConsoleContext) throws -> Rights { try Rights(context.signedIn(), self) }
}
