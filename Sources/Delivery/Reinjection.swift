public import Configuration
import Glibc
public import Quarantine
public import Spool

/// Hands messages to the Postfix service that takes what Postern itself sends. Blocking; any thread; one connection for
/// each message.
public struct Reinjection: Sendable {
  /// How long to wait for one answer or one write, in seconds (RFC 5321 §4.5.3.2).
  public struct TimeOuts: Hashable, Sendable {
    public var connect = 30
    public var command = 300
    /// For the answer to the final dot: ten minutes, since the server may be filtering.
    public var final = 600

    public init() {}
  }

  private let host: String
  private let port: Int
  private let timeOuts: TimeOuts
  private let returnsHeadersOnly: Bool

  public init(_ place: Settings.Reinject, timeOuts: TimeOuts = TimeOuts()) {
    self.init(host: place.host, port: place.port, timeOuts: timeOuts)
  }

  /// What comes back from there goes the ordinary way, perhaps in clear: it is to hold the header alone.
  public init(_ place: VerifiedTLS, timeOuts: TimeOuts = TimeOuts()) {
    self.init(host: place.host, port: place.port, timeOuts: timeOuts, returnsHeadersOnly: true)
  }

  /// - Parameter returnsHeadersOnly: asks for bounces without the text (RFC 3461 §4.3), where the server offers that.
  public init(host: String, port: Int, timeOuts: TimeOuts = TimeOuts(), returnsHeadersOnly: Bool = false) {
    self.returnsHeadersOnly = returnsHeadersOnly
    self.host = host
    self.port = port
    self.timeOuts = timeOuts
  }

  /// Sends one message with its whole envelope; lines that ended in a bare LF end in CRLF, no other byte changes.
  /// - Parameter attempt: by its name the receipt milter knows it.
  /// - Returns: the queue id, and the recipients that the server refused while it took the others.
  /// - Throws: `ReinjectionError`; but for `uncertain`, nobody gets the message.
  public func send(
    _ content: MemoryFile, envelope: Envelope, as attempt: OutgoingTry? = nil
  ) throws(ReinjectionError) -> ReleaseOutcome {
    let connection: SMTPConnection
    do {
      connection = try SMTPConnection(host, port, seconds: timeOuts.connect)
    } catch {
      throw .unreachable(place: "\(host):\(port)", reason: error.words)
    }
    connection.bound(seconds: timeOuts.command)
    let refused = try converse(connection, content, envelope, greeting: attempt?.helo ?? "[127.0.0.1]")
    connection.bound(seconds: timeOuts.final)
    let final: SMTPAnswer
    do {
      final = try connection.answer()
    } catch {
      throw .uncertain(reason: error.words)
    }
    guard final.isPositive else { throw .refused(reply: final.text, isTemporary: final.isTemporary, refusals: refused) }
    // What the server says to it no longer matters.
    _ = try? connection.write(Array("QUIT\r\n".utf8))
    return ReleaseOutcome(queueID: final.queueID, refused: refused)
  }

  /// All up to the final dot.
  private func converse(
    _ connection: SMTPConnection, _ content: MemoryFile, _ envelope: Envelope, greeting: String
  ) throws(ReinjectionError) -> [ReleaseOutcome.Refusal] {
    do {
      try expect(connection.answer())
      let parameters = EnvelopeParameters(
        offered: Self.extensions(try expect(connection.command("EHLO \(greeting)"))),
        returnsHeadersOnly: returnsHeadersOnly)
      let size = try content.size
      try expect(
        connection.command(parameters.sender(envelope.sender, recipients: envelope.recipients, size: size)))
      var refused: [ReleaseOutcome.Refusal] = []
      for recipient in envelope.recipients {
        let answer = try connection.command(parameters.recipient(recipient))
        if !answer.isPositive {
          refused.append(
            ReleaseOutcome.Refusal(address: recipient.address, reply: answer.text, isTemporary: answer.isTemporary))
        }
      }
      guard refused.count < envelope.recipients.count else {
        throw ReinjectionError.refused(
          reply: refused.last?.reply ?? "no recipients", isTemporary: refused.contains { $0.isTemporary },
          refusals: refused)
      }
      try expect(connection.command("DATA"), refused)
      try DotStuffing.send(content, over: connection)
      return refused
    } catch let error as ReinjectionError {
      throw error
    } catch let error as SMTPConnection.Failure {
      throw .brokenOff(reason: error.words)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  @discardableResult
  private func expect(_ answer: SMTPAnswer, _ refused: [ReleaseOutcome.Refusal] = []) throws(ReinjectionError)
    -> SMTPAnswer
  {
    guard answer.isPositive else {
      throw .refused(reply: answer.text, isTemporary: answer.isTemporary, refusals: refused)
    }
    return answer
  }

  private static func extensions(_ answer: SMTPAnswer) -> [String: String] {
    var offered: [String: String] = [:]
    for line in answer.lines.dropFirst() {
      let words = line.split(separator: " ", maxSplits: 1)
      if let keyword = words.first { offered[keyword.uppercased()] = words.count > 1 ? String(words[1]) : "" }
    }
    return offered
  }
}

/// The transparency of RFC 5321 §4.5.2.
enum DotStuffing {
  /// Sends the content line by line out of its memory map, and the final dot.
  static func send(_ content: MemoryFile, over connection: SMTPConnection) throws {
    try content.withBytes { bytes in
      var buffer: [UInt8] = []
      buffer.reserveCapacity(80 << 10)
      var from = 0
      while from < bytes.count, let base = bytes.baseAddress {
        // A dot after a bare LF counts as well: some servers take that for a line's end.
        if bytes[from] == UInt8(ascii: ".") { buffer.append(UInt8(ascii: ".")) }
        let found = memchr(base + from, 0x0A, bytes.count - from)
        let end = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
        let hasReturn = end > from && bytes[end - 1] == 0x0D
        buffer += bytes[from..<(hasReturn && found != nil ? end - 1 : end)]
        buffer += [0x0D, 0x0A]
        from = end + 1
        if buffer.count > 64 << 10 {
          try connection.write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
      // The dot goes apart: once its last byte is written, only the answer tells what becomes of the message.
      try connection.write(buffer)
    }
    try connection.write([UInt8(ascii: "."), 0x0D, 0x0A])
  }
}
