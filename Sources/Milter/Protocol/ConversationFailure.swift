import Glibc

/// Why a conversation with an MTA ended before the MTA ended it. What was under way gets a 4xx from Postfix
/// (`milter_default_action = tempfail`).
enum ConversationFailure: Error, Hashable, CustomStringConvertible {
  /// A command of a length that none can have.
  case badLength(Int)
  /// The connection ended inside of a command.
  case cutShort
  /// Nothing came for so long.
  case silent(seconds: Int)
  /// A command that cannot stand here, or lacks something.
  case malformed(UInt8)
  /// A protocol that is older than all that Postern knows.
  case version(UInt32)
  case system(doing: String, code: Int32)

  var description: String {
    switch self {
    case .badLength(let length): "a command of \(length) bytes: does something other than an MTA use this socket?"
    case .cutShort: "the connection ended inside of a command"
    case .silent(let seconds): "nothing came for \(seconds) s"
    case .malformed(let letter):
      "command '\(Character(UnicodeScalar(letter)).debugDescription.dropFirst().dropLast())' is incomplete, or stands "
        + "where it cannot: does something other than an MTA use this socket?"
    case .version(let version): "the MTA speaks version \(version) of the milter protocol; 2 to 6 are known"
    case .system(let doing, let code): "cannot \(doing): \(String(cString: strerror(code)))"
    }
  }
}
