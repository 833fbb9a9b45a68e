import Spool

/// One SMTP session of the next hop.
struct NextHopSession {
  let stream: Stream
  let connection: Int
  /// Nil stands for "yes".
  let answer: (NextHop.Stage) -> SMTPReply?
  let keep: (ReceivedMessage) throws(KitError) -> Void

  func serve() throws(KitError) {
    var helo = ""
    var envelope: Envelope?
    try reply(SMTPReply(220, "next-hop.example ESMTP"))
    while let raw = try stream.line() {
      let line = String(decoding: raw, as: UTF8.self)
      let verb = line.prefix { $0 != " " && $0 != ":" }.uppercased()
      switch verb {
      case "EHLO", "HELO":
        helo = String(line.dropFirst(5))
        envelope = nil
        try reply(
          verb == "HELO"
            ? SMTPReply(250, "next-hop.example")
            : SMTPReply(
              250, "next-hop.example", "PIPELINING", "SIZE 0", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"))
      case "MAIL":
        let path = Self.path(line)
        let answer = answer(.mail(path)) ?? SMTPReply(250, "2.1.0 Ok")
        if answer.isPositive { envelope = Envelope(sender: path, recipients: []) }
        try reply(answer)
      case "RCPT":
        let path = Self.path(line)
        let answer =
          envelope == nil
          ? SMTPReply(503, "5.5.1 MAIL first") : self.answer(.recipient(path)) ?? SMTPReply(250, "2.1.5 Ok")
        if answer.isPositive { envelope?.recipients.append(path) }
        try reply(answer)
      case "DATA":
        guard let complete = envelope, !complete.recipients.isEmpty else {
          try reply(SMTPReply(503, "5.5.1 RCPT first"))
          continue
        }
        let answer = answer(.data) ?? SMTPReply(354, "Go on")
        try reply(answer)
        guard answer.code == 354 else { continue }
        envelope = nil
        try take(complete, helo: helo)
      case "RSET":
        envelope = nil
        try reply(SMTPReply(250, "2.0.0 Ok"))
      case "NOOP": try reply(SMTPReply(250, "2.0.0 Ok"))
      case "QUIT":
        try reply(SMTPReply(221, "2.0.0 Bye"))
        return
      default: try reply(SMTPReply(502, "5.5.2 What?"))
      }
    }
  }

  private func take(_ envelope: Envelope, helo: String) throws(KitError) {
    var data: [UInt8] = []
    while true {
      guard let line = try stream.line() else { return }
      if line == [0x2E] { break }
      data += line.first == 0x2E ? line.dropFirst() : line[...]
      data.append(0x0D)
      data.append(0x0A)
    }
    let message = ReceivedMessage(envelope: envelope, data: data, size: data.count, helo: helo, connection: connection)
    let answer = answer(.endOfData(message)) ?? SMTPReply(250, "2.0.0 Kept")
    if answer.isPositive { try keep(message) }
    try reply(answer)
  }

  private func reply(_ reply: SMTPReply) throws(KitError) { try stream.write(reply.wire) }

  /// "MAIL FROM:<a@b> BODY=8BITMIME".
  private static func path(_ line: String) -> Envelope.Path {
    guard let start = line.firstIndex(of: "<"), let end = line[start...].firstIndex(of: ">") else {
      return Envelope.Path(address: "")
    }
    let parameters = line[line.index(after: end)...].split(separator: " ").map(String.init)
    return Envelope.Path(address: String(line[line.index(after: start)..<end]), parameters: parameters)
  }
}
