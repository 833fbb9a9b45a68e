public import Configuration
public import Foundation

extension QuarantineStore {
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
