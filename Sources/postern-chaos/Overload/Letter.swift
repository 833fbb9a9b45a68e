import PosternKit

/// What is sent in an overload: nothing that a rule would stop.
enum Letter {
  static let sender = "w.birch@oakfield.example"
  static let recipient = "a.pugh@oakfield.example"
  /// The most bytes of a body in one packet of the milter protocol.
  static let pieceLength = 65_000

  /// An ordinary letter, another one for each name; with CR LF line ends.
  static func bytes(_ name: String) -> [UInt8] { message(head(name) + "\n" + text + "\n") }

  /// A letter with an attachment that no reader knows.
  /// - Parameter size: of the whole, in bytes.
  static func large(_ size: Int) -> Large {
    var generator = SeededGenerator(seed: 25)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var body = message(
      """
      --overload
      Content-Type: text/plain

      \(text)
      --overload
      Content-Type: application/octet-stream; name="scans.bin"
      Content-Disposition: attachment; filename="scans.bin"
      Content-Transfer-Encoding: base64


      """)
    body.reserveCapacity(size + 200)
    var bits: UInt64 = 0
    var left = 0
    while body.count < size {
      for _ in 0..<76 {
        if left == 0 {
          bits = generator.next()
          left = 10
        }
        body.append(alphabet[Int(bits & 63)])
        bits >>= 6
        left -= 1
      }
      body += [0x0D, 0x0A]
    }
    return Large(body: body + message("--overload--\n"))
  }

  struct Large: Sendable {
    let body: [UInt8]

    /// Whole, with a header of its own.
    func bytes(_ name: String) -> [UInt8] {
      message(Letter.head(name, type: Self.type) + "\n") + body
    }

    static let type = "multipart/mixed; boundary=overload"
  }

  /// The fields of a header, as a milter gets them.
  static func fields(_ name: String, type: String = "text/plain") -> [(String, String)] {
    [
      ("From", "<\(sender)>"), ("To", "<\(recipient)>"), ("Subject", "The library"),
      ("Date", "Tue, 24 Nov 2026 09:15:00 +0000"), ("Message-ID", "<\(name)@oakfield.example>"),
      ("MIME-Version", "1.0"), ("Content-Type", type),
    ]
  }

  static let text = "The library closes at four on Friday. Please bring back what you have."

  private static func head(_ name: String, type: String = "text/plain") -> String {
    fields(name, type: type).map { "\($0): \($1)\n" }.joined()
  }
}

extension ProtocolPeer {
  /// Connects and begins as Postfix does.
  static func begun(_ path: String, milliseconds: Int = 300_000) throws -> ProtocolPeer {
    let peer = try ProtocolPeer(path: path, milliseconds: milliseconds)
    guard peer.begin() else { throw ChaosError(description: "the filter does not answer at its socket") }
    return peer
  }

  /// Begins a letter.
  func open(_ name: String) { open(from: Letter.sender, to: [Letter.recipient], header: Letter.fields(name)) }

  /// Begins a large letter, and announces its size as mail programs do.
  func open(_ name: String, _ large: Letter.Large) {
    open(
      from: Letter.sender, to: [Letter.recipient], header: Letter.fields(name, type: Letter.Large.type),
      size: large.body.count)
  }

  /// Sends the first so many bytes of a body.
  /// - Returns: whether all of it was taken in time.
  func body(_ bytes: [UInt8], first count: Int) -> Bool {
    var done = 0
    while done < count {
      let end = min(count, done + Letter.pieceLength)
      guard body(Array(bytes[done..<end])) else { return false }
      done = end
    }
    return true
  }

  /// A whole letter, and what becomes of it.
  func letter(_ name: String) -> Answer {
    open(name)
    body(Array((Letter.text + "\r\n").utf8))
    return end()
  }
}
