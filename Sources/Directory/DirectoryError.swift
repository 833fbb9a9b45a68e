/// Why a directory could not be read. It names no entry, and no password.
public struct DirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// Nobody answers there.
    case unreachable
    /// No answer within the time that is set.
    case slow
    /// The name or the password is wrong, or may not read.
    case refused
    /// The file with the password cannot be used.
    case password
    /// The connection cannot be encrypted, or the certificate is not trusted.
    case encryption
    /// There is no entry of the name that is set as base.
    case base
    /// More than is taken.
    case tooMuch
    /// Any other answer.
    case answer
  }

  public let kind: Kind
  /// The server, file or bound.
  public let place: String
  /// The library's words, where it has any.
  public let detail: String

  init(_ kind: Kind, _ place: String, _ detail: String = "") {
    self.kind = kind
    self.place = place
    self.detail = detail
  }

  public var description: String {
    let why = detail.isEmpty ? "" : " (\(detail))"
    return switch kind {
    case .unreachable: "\(place): the directory cannot be reached\(why): is the server up, and the address right?"
    case .slow: "\(place): the directory does not answer in time\(why): see 'timeout_seconds'"
    case .refused: "\(place): the directory refuses\(why): check 'bind_dn' and the password, and what it may read"
    case .password:
      "\(place): the password cannot be read\(why): the file holds one line, and Postern's user may read it"
    case .encryption:
      "\(place): the connection to the directory cannot be encrypted\(why): check the server's certificate, 'ca_file' and 'start_tls'"
    case .base: "\(place): the directory has no entry of the name in 'base'\(why)"
    case .tooMuch: "\(place): the directory holds more than is taken\(why): narrow 'base' or 'filter'"
    case .answer: "\(place): the directory answers with an error\(why)"
    }
  }
}
