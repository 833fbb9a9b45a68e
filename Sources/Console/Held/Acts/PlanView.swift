import Configuration
import Delivery
import Foundation
import Policy
import Quarantine

/// What would be done, as it is shown before it is.
struct PlanView: Sendable {
  struct Copy: Sendable {
    var addresses: [String]
    var shown: String
    var route: String
    var hasRoute: Bool
    var cuts: [String]
    var isProtected: Bool
  }

  var reference: String
  var subject: String
  var copies: [Copy]
  var withheld: [String]
  var taken: [String]
  var goesInClear: Bool

  init(_ item: ReleasePlan.Item, subject: String) {
    reference = "\(item.id)"
    self.subject = subject.shortened().orNoSubject
    withheld = item.withheld
    taken = item.taken
    goesInClear = item.goesInClear
    copies = item.copies.map { copy in
      Copy(
        addresses: copy.addresses, shown: copy.shown.words(to: copy.addresses.count),
        route: copy.route == .verifiedTLS ? "Over a connection whose encryption is checked, or not at all" : "",
        hasRoute: copy.route != nil, cuts: copy.cuts.map { $0.name ?? "Attachment without a name" },
        isProtected: copy.isProtected)
    }
  }
}

extension ShownAddresses {
  /// - Parameter count: of those who get the copy.
  func words(to count: Int) -> String {
    switch self {
    case .everybody: count == 1 ? "Sees To and Cc as they were written" : "They see To and Cc as they were written"
    case .nobody: count == 1 ? "Sees nobody’s address" : "They see nobody’s address, as with BCC"
    case .only(let addresses):
      addresses.count == 1 && count == 1
        ? "Sees their own address alone" : "They see these addresses alone: \(addresses.joined(separator: ", "))"
    }
  }
}

/// A hidden field of a form.
struct HiddenField: Sendable {
  var name: String
  var value: String
}
