public import Spool

/// A blocking SMTP client that does what it is told, also what is wrong. For one thread at a time.
public final class SMTPClient {
  private let stream: Stream
  /// What was sent last, so that who waits in vain can say for the reply to what.
  private var said = "the connection"
  /// The server's greeting.
  public let greeting: SMTPReply
  /// What the server offered in its last answer to EHLO, in capitals: "SIZE" → "10240000".
  public private(set) var extensions: [String: String] = [:]

  /// Connects to a port of the loopback interface and reads the greeting.
  /// - Parameter milliseconds: how long to wait for each answer.
  public init(port: UInt16, milliseconds: Int = 60_000) throws(KitError) {
    stream = try Stream.connect(port: port, milliseconds: milliseconds)
    greeting = try Self.read(stream, to: said)
  }

  /// Sends bytes as they are.
  public func write(_ bytes: [UInt8]) throws(KitError) { try stream.write(bytes) }

  /// Sends a line; CR LF is put at its end.
  public func writeLine(_ line: String) throws(KitError) {
    said = String(line.prefix(80))
    try stream.write(Array("\(line)\r\n".utf8))
  }

  /// Reads one reply, of one or many lines.
  public func readReply() throws(KitError) -> SMTPReply { try Self.read(stream, to: said) }

  /// Sends a command and reads its reply.
  public func command(_ line: String) throws(KitError) -> SMTPReply {
    try writeLine(line)
    return try readReply()
  }

  /// Sends all commands at once (RFC 2920), then reads a reply to each.
  public func pipeline(_ commands: [String]) throws(KitError) -> [SMTPReply] {
    said = commands.joined(separator: ", ")
    try stream.write(Array(commands.map { "\($0)\r\n" }.joined().utf8))
    var replies: [SMTPReply] = []
    for _ in commands { replies.append(try readReply()) }
    return replies
  }

  /// Says EHLO and notes what the server offers.
  @discardableResult
  public func hello(_ name: String = "client.example") throws(KitError) -> SMTPReply {
    let reply = try command("EHLO \(name)")
    extensions = [:]
    for line in reply.lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      if let keyword = parts.first { extensions[keyword.uppercased()] = parts.count > 1 ? String(parts[1]) : "" }
    }
    return reply
  }

  /// Plays another client, by Postfix's XCLIENT: its login, address, name. Says EHLO before and after.
  /// - Returns: the reply to XCLIENT, 220 when all went well.
  @discardableResult
  public func pose(
    login: String? = nil, address: String? = nil, name: String? = nil, hello: String = "client.example"
  ) throws(KitError) -> SMTPReply {
    try self.hello(hello)
    var attributes: [String] = []
    if let login { attributes.append("LOGIN=\(login)") }
    if let address { attributes.append("ADDR=\(address.contains(":") ? "IPv6:\(address)" : address)") }
    if let name {
      attributes.append("NAME=\(name)")
    } else if address != nil {
      // Else Postfix would keep the name of the real client, which is localhost.
      attributes.append("NAME=[UNAVAILABLE]")
    }
    let reply = try command("XCLIENT \(attributes.joined(separator: " "))")
    try self.hello(hello)
    return reply
  }

  /// MAIL FROM, with ESMTP parameters as they are ("BODY=8BITMIME").
  public func mail(from sender: String, parameters: [String] = []) throws(KitError) -> SMTPReply {
    try command((["MAIL FROM:<\(sender)>"] + parameters).joined(separator: " "))
  }

  /// RCPT TO, with ESMTP parameters as they are.
  public func recipient(_ address: String, parameters: [String] = []) throws(KitError) -> SMTPReply {
    try command((["RCPT TO:<\(address)>"] + parameters).joined(separator: " "))
  }

  /// DATA, the message with dots doubled (RFC 5321 §4.5.2), and the final dot.
  /// - Parameter message: with CR LF line ends; one is put at its end if none is there.
  /// - Returns: the reply to the final dot, or to DATA if that was refused.
  public func data(_ message: [UInt8]) throws(KitError) -> SMTPReply {
    let ready = try command("DATA")
    guard ready.code == 354 else { return ready }
    said = "the message"
    try stream.write(Self.dotted(message))
    return try readReply()
  }

  /// BDAT (RFC 3030), one command for each chunk.
  /// - Returns: the reply to the last chunk, or to the first that was refused.
  public func binaryData(_ chunks: [[UInt8]]) throws(KitError) -> SMTPReply {
    var reply = SMTPReply(250)
    for (index, chunk) in chunks.enumerated() {
      let last = index == chunks.count - 1
      said = "BDAT \(chunk.count)"
      try stream.write(Array("BDAT \(chunk.count)\(last ? " LAST" : "")\r\n".utf8) + chunk)
      reply = try readReply()
      guard reply.isPositive else { return reply }
    }
    return reply
  }

  /// A whole transaction on this connection, after EHLO.
  /// - Returns: the reply to the final dot, or the first refusal before it.
  public func send(_ message: [UInt8], envelope: Envelope) throws(KitError) -> SMTPReply {
    let reply = try mail(from: envelope.sender.address, parameters: envelope.sender.parameters)
    guard reply.isPositive else { return reply }
    var refusal: SMTPReply?
    var accepted = 0
    for path in envelope.recipients {
      let reply = try recipient(path.address, parameters: path.parameters)
      if reply.isPositive { accepted += 1 } else { refusal = refusal ?? reply }
    }
    guard accepted > 0 else { return refusal ?? SMTPReply(503, "no recipients") }
    return try data(message)
  }

  /// QUIT, and closes.
  public func quit() {
    _ = try? command("QUIT")
    stream.close()
  }

  /// Closes the connection without a word.
  public func drop() { stream.close() }

  /// Connects, says EHLO (posing as another client if asked), sends one message and quits.
  /// - Returns: the reply to the final dot, or the first refusal before it.
  public static func send(
    message: [UInt8], from sender: String, to recipients: [String], parameters: [String] = [],
    recipientParameters: [String] = [], port: UInt16, login: String? = nil, address: String? = nil,
    milliseconds: Int = 60_000
  ) throws(KitError) -> SMTPReply {
    let client = try SMTPClient(port: port, milliseconds: milliseconds)
    defer { client.quit() }
    if login != nil || address != nil {
      let reply = try client.pose(login: login, address: address)
      guard reply.isPositive else { return reply }
    } else {
      try client.hello()
    }
    let envelope = Envelope(
      sender: Envelope.Path(address: sender, parameters: parameters),
      recipients: recipients.map { Envelope.Path(address: $0, parameters: recipientParameters) })
    return try client.send(message, envelope: envelope)
  }

  static func dotted(_ message: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(message.count + message.count / 64 + 8)
    var atLineStart = true
    for byte in message {
      if atLineStart, byte == 0x2E { out.append(0x2E) }
      out.append(byte)
      atLineStart = byte == 0x0A
    }
    if !atLineStart { out += [0x0D, 0x0A] }
    return out + [0x2E, 0x0D, 0x0A]
  }

  private static func read(_ stream: Stream, to said: String) throws(KitError) -> SMTPReply {
    var lines: [String] = []
    while true {
      let text = String(decoding: try line(stream, to: said), as: UTF8.self)
      guard text.utf8.count >= 3, let code = Int(text.prefix(3)) else { throw .protocolViolation(text) }
      lines.append(String(text.dropFirst(4)))
      if text.utf8.count == 3 || !text.dropFirst(3).hasPrefix("-") { return SMTPReply(code: code, lines: lines) }
    }
  }

  private static func line(_ stream: Stream, to said: String) throws(KitError) -> [UInt8] {
    do {
      if let line = try stream.line() { return line }
    } catch .timeout(_, let milliseconds) {
      throw .timeout(waitingFor: "reply to \(said)", milliseconds: milliseconds)
    }
    throw .closed(waitingFor: "reply to \(said)")
  }
}

/// A text as a message: every line end, LF or CR LF, becomes CR LF.
public func message(_ text: String) -> [UInt8] {
  var out: [UInt8] = []
  for byte in text.utf8 {
    if byte == 0x0A, out.last != 0x0D { out.append(0x0D) }
    out.append(byte)
  }
  return out
}
