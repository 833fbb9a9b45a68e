import Glibc

/// The MTA's side of the milter protocol, for what Postfix never does, or keeps from the filter by bounds of its own. For one
/// thread at a time.
public final class ProtocolPeer {
  private let descriptor: Int32

  /// Connects to a filter's Unix socket.
  /// - Parameter milliseconds: how long to wait for each answer, and for room to write.
  public init(path: String, milliseconds: Int = 20_000) throws(KitError) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(doing: "open a socket", code: errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw .system(doing: "connect to \(path)", code: code)
    }
    var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }

  deinit { close(descriptor) }

  public static func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  /// Sends a command: its letter, and its strings, each ended by NUL.
  public func send(_ letter: Character, _ strings: [String]) {
    send(letter, strings.flatMap { Array($0.utf8) + [0] })
  }

  public func send(_ letter: Character, _ data: [UInt8] = []) {
    raw(Self.number(UInt32(data.count + 1)) + [letter.asciiValue ?? 0] + data)
  }

  /// - Returns: whether all of it was taken in time.
  @discardableResult
  public func raw(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { return false }
      done += sent
    }
    return true
  }

  /// Says nothing more, and still listens.
  public func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// The next packet; nil when the other side has closed, or time is up.
  public func receive() -> (letter: Character, data: [UInt8])? {
    guard let head = read(4) else { return nil }
    let count = head.reduce(0) { $0 << 8 | Int($1) }
    guard count > 0, let packet = read(count), let first = packet.first else { return nil }
    return (Character(UnicodeScalar(first)), Array(packet.dropFirst()))
  }

  /// Sends a command and gives the letter of the answer.
  public func ask(_ letter: Character, _ strings: [String]) -> Character? {
    send(letter, strings)
    return receive()?.letter
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var chunk = [UInt8](repeating: 0, count: count - bytes.count)
      let got = recv(descriptor, &chunk, chunk.count, 0)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      bytes += chunk.prefix(got)
    }
    return bytes
  }
}

extension ProtocolPeer {
  /// Agrees with the filter on as few answers as it wants, as Postfix does, and says who is connected.
  /// - Returns: whether it answered.
  public func begin(address: String = "127.0.0.1") -> Bool {
    // Version 6, all actions, all steps that go without an answer.
    send("O", [6, 0x1FF, 0x1F_FFFF].flatMap { Self.number($0) })
    guard receive()?.letter == "O" else { return false }
    // The name of the client, "4", its port, its address.
    send("C", Array("localhost".utf8) + [0, UInt8(ascii: "4"), 0x30, 0x39] + Array(address.utf8) + [0])
    return true
  }

  /// The envelope of the next message, and its header.
  /// - Parameter size: what the sender announces, in bytes; nil for nothing.
  public func open(from sender: String, to recipients: [String], header: [(String, String)], size: Int? = nil) {
    send("D", [UInt8(ascii: "M")] + Array("{auth_authen}\0\(sender)\0".utf8))
    send("M", ["<\(sender)>"] + (size.map { ["SIZE=\($0)"] } ?? []))
    for recipient in recipients { send("R", ["<\(recipient)>"]) }
    for (name, value) in header { send("L", [name, " " + value]) }
  }

  /// A piece of the body, of at most 65,535 bytes (`MILTER_CHUNK_SIZE`).
  /// - Returns: whether it was taken in time.
  @discardableResult
  public func body(_ piece: [UInt8]) -> Bool {
    raw(Self.number(UInt32(piece.count + 1)) + [UInt8(ascii: "B")] + piece)
  }

  /// The end of the message, and what becomes of it.
  public func end() -> Answer {
    send("E")
    while let packet = receive() {
      switch packet.letter {
      case "a", "c": return .accept
      case "d": return .discard
      case "r": return .reject
      case "t": return .tempfail
      case "y": return packet.data.first == UInt8(ascii: "4") ? .tempfail : .reject
      // Signs of life, and changes.
      default: continue
      }
    }
    return .nothing
  }

  public enum Answer: Sendable { case accept, discard, reject, tempfail, nothing }
}
