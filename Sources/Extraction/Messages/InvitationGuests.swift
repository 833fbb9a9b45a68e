import Foundation

/// Whom an invitation names to all of its guests (RFC 5545 §3.8.4.1): their programs show the list to each of them,
/// whatever the message's own fields hide.
enum InvitationGuests {
  /// More guests say no more.
  static let most = 5_000
  /// A longer one is no address (RFC 5321 §4.5.3.1), in bytes.
  private static let longest = 320

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
      guard address.contains("@"), address.utf8.count <= longest, found.count < most, seen.insert(address).inserted
      else { continue }
      found.append(address)
    }
    return found
  }
}
