public import Configuration
public import Foundation

/// The digests under which the mail of one school is stored.
public struct SchoolKeys: Hashable, Sendable {
  let digests: Set<Data>

  /// Whether a row's digest is one of them; mail of no school is of none.
  public func has(_ school: Data?) -> Bool { school.map(digests.contains) ?? false }
}

extension QuarantineStore {
  /// The digests of a school's domains.
  public func schoolKeys(_ school: Settings.Organisation.School) -> SchoolKeys {
    SchoolKeys(digests: Set(school.domains.map { secrets.school($0) }))
  }

  /// The keyed digest by which a message's school stands in its row: of its sender's domain.
  func schoolKey(_ message: HeldMessage) -> Data? {
    message.identity.split(separator: "@").last.map { secrets.school(String($0)) }
  }

  /// Keyed digest of a domain → the school whose domain it is.
  public func schoolNames(_ organisation: Settings.Organisation) -> [Data: String] {
    var names: [Data: String] = [:]
    for school in organisation.schools {
      for domain in school.domains { names[secrets.school(domain)] = school.name }
    }
    return names
  }
}
