import Foundation

/// Whom an invitation names to all of its guests (RFC 5545 §3.8.4.1): their programs show the list to each of them,
/// whatever the message's own fields hide.
enum InvitationGuests {
  /// More guests say no more.
  static let most = 5_000

  /// Without its UID lines (RFC 5545 §3.8.4.7): they look like addresses, and are nobody's.
  static func withoutIdentifier(_ text: String) -> String {
    guard text.contains("UID:") else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("UID:") }
      .joined(separator: "\n")
  }

  /// The addresses of all ATTENDEE lines, each once, lower case.
  /// - Parameter text: unfolded.
  static func addresses(in text: String) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for line in text.split(whereSeparator: \.isNewline) {
      guard let name = line.firstIndex(where: { $0 == ":" || $0 == ";" }), line[..<name].uppercased() == "ATTENDEE",
        let scheme = line.range(of: "mailto:", options: [.caseInsensitive, .backwards])
      else { continue }
      let address = line[scheme.upperBound...].prefix { !$0.isWhitespace && $0 != "?" && $0 != "\"" }.lowercased()
      guard address.contains("@"), found.count < most, seen.insert(address).inserted else { continue }
      found.append(address)
    }
    return found
  }
}
