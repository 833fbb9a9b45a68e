import Glibc
import Testing

/// The MTA's side of the milter protocol, for what Postfix never does.
final class ProtocolPeer {
  private let descriptor: Int32

  init(path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  static func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  /// Sends a command: its letter, and its strings, each ended by NUL.
  func send(_ letter: Character, _ strings: [String]) { send(letter, strings.flatMap { Array($0.utf8) + [0] }) }

  func send(_ letter: Character, _ data: [UInt8] = []) {
    raw(Self.number(UInt32(data.count + 1)) + [letter.asciiValue ?? 0] + data)
  }

  func raw(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

  /// The next packet; nil when the other side has closed.
  func receive() -> (letter: Character, data: [UInt8])? {
    guard let head = read(4) else { return nil }
    let count = head.reduce(0) { $0 << 8 | Int($1) }
    guard count > 0, let packet = read(count), let first = packet.first else { return nil }
    return (Character(UnicodeScalar(first)), Array(packet.dropFirst()))
  }

  /// Sends a command and gives the letter of the answer.
  func ask(_ letter: Character, _ strings: [String]) -> Character? {
    send(letter, strings)
    return receive()?.letter
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var chunk = [UInt8](repeating: 0, count: count - bytes.count)
      let got = recv(descriptor, &chunk, chunk.count, 0)
      guard got > 0 else { return nil }
      bytes += chunk.prefix(got)
    }
    return bytes
  }
}
