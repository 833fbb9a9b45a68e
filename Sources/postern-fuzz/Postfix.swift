import Glibc

@testable import Delivery

/// The readers of what Postfix says: its log, its settings, its replies.
enum Postfix {
  static let readers: [String: Reader] = [
    "log": { log($0) },
    "postconf": { settings(String(decoding: $0, as: UTF8.self)) },
    "reply": { reply($0) },
  ]

  private static func log(_ bytes: [UInt8]) {
    _ = PostfixLog(Scratch.write("maillog", bytes)).fate(of: "4XA1", since: 1_700_000_000)
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { _ = LogLineTime(line) }
  }

  /// What `postconf -M`, `-Px` and `-x` print, with empty lines between.
  private static func settings(_ text: String) {
    let parts =
      text.split(separator: "\n\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init) + ["", "", ""]
    let setup = PostfixSetup(services: parts[0], overrides: parts[1], main: parts[2])
    _ = setup.servers(host: "127.0.0.1", port: 10_026)
    for service in setup.services { _ = (service.port, service.host, service.hasNumericHost) }
    _ = MilterList(text)
    _ = MilterList.postfixAddress(of: text)
  }

  /// Over a real connection, since that is where it is read.
  private static func reply(_ bytes: [UInt8]) {
    guard let connection = try? SMTPConnection("127.0.0.1", Int(server.port), seconds: 5) else { return }
    let peer = accept(server.socket, nil, nil)
    guard peer >= 0 else { return }
    var done = 0
    let bytes = bytes.prefix(32_000)
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes {
        send(peer, $0.baseAddress.map { $0 + done }, $0.count - done, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { break }
      done += sent
    }
    close(peer)
    while let answer = try? connection.answer() {
      precondition((200...599).contains(answer.code) && !answer.lines.isEmpty)
      _ = (answer.queueID, answer.text)
    }
  }

  private static let server: (socket: Int32, port: UInt16) = {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    guard isBound else { fatalError("no port on 127.0.0.1") }
    return (socket, UInt16(bigEndian: address.sin_port))
  }()
}
