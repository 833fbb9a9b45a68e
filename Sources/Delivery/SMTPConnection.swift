import Glibc

/// A blocking TCP connection that speaks lines. Closed when the last reference goes.
final class SMTPConnection {
  private let socket: Int32
  private var received: [UInt8] = []

  /// Bounds on what a server may answer: bytes of a line (RFC 5321 §4.5.3.1.5 asks for 512) and lines of a reply.
  private static let longestLine = 4_096
  private static let mostLines = 128

  struct Failure: Error {
    var words: String
  }

  init(_ host: String, _ port: Int, seconds: Int) throws(Failure) {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let answer = getaddrinfo(host, String(port), &hints, &found)
    guard answer == 0 else { throw Failure(words: String(cString: gai_strerror(answer))) }
    defer { freeaddrinfo(found) }
    var failure = "no address"
    var next = found
    while let info = next?.pointee {
      let candidate = Glibc.socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
      if candidate >= 0 {
        // On Linux the time-out for sending bounds connecting, too (socket(7)).
        Self.bound(candidate, seconds: seconds)
        if connect(candidate, info.ai_addr, info.ai_addrlen) == 0 {
          socket = candidate
          return
        }
      }
      failure = String(cString: strerror(errno))
      if candidate >= 0 { close(candidate) }
      next = info.ai_next
    }
    throw Failure(words: failure)
  }

  deinit { close(socket) }

  /// How long each single wait may last from here on.
  func bound(seconds: Int) { Self.bound(socket, seconds: seconds) }

  private static func bound(_ socket: Int32, seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(socket, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let sent = bytes.withUnsafeBytes { buffer -> Int in
        guard let base = buffer.baseAddress else { return 0 }
        return send(socket, base + done, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if sent < 0 {
        if errno == EINTR { continue }
        throw Self.failure()
      }
      done += sent
    }
  }

  func command(_ line: String) throws(Failure) -> SMTPAnswer {
    try write(Array((line + "\r\n").utf8))
    return try answer()
  }

  /// Reads one reply, all its lines.
  func answer() throws(Failure) -> SMTPAnswer {
    var answer = SMTPAnswer(code: 0, lines: [])
    while answer.lines.count < Self.mostLines {
      let line = try line()
      guard line.count >= 3, let code = Int(line.prefix(3)), (200...599).contains(code) else {
        throw Failure(words: "the server's answer is not SMTP")
      }
      answer.code = code
      answer.lines.append(String(line.dropFirst(4)))
      if line.dropFirst(3).first != "-" { return answer }
    }
    throw Failure(words: "the server's answer has more than \(Self.mostLines) lines")
  }

  private func line() throws(Failure) -> String {
    while true {
      if let end = received.firstIndex(of: 0x0A) {
        let line = received[..<end].filter { $0 >= 0x20 }
        received.removeSubrange(...end)
        return String(decoding: line, as: UTF8.self)
      }
      guard received.count < Self.longestLine else { throw Failure(words: "a line of the server's answer is too long") }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      let got = recv(socket, &buffer, buffer.count, 0)
      if got < 0 {
        if errno == EINTR { continue }
        throw Self.failure()
      }
      guard got > 0 else { throw Failure(words: "the server closed the connection") }
      received += buffer[..<got]
    }
  }

  private static func failure() -> Failure {
    Failure(words: errno == EAGAIN || errno == EWOULDBLOCK ? "no answer in time" : String(cString: strerror(errno)))
  }
}
