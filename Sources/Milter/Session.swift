import Glibc
import Logging
import Spool
import Synchronization

/// One connection of Postfix, which brings any number of messages. Calls come one at a time; libmilter makes them on
/// different threads.
final class Session {
  let server: MilterServer
  var negotiation: Negotiation
  var client = Client(hostname: "unknown", address: "")
  private var progress = Progress.idle

  /// How far the message on this connection has come.
  private enum Progress {
    case idle
    case envelope(IncomingMessage)
    /// It is ours to judge, and gathered.
    case judged(IncomingMessage)
    /// It passes untouched; what comes of it is not kept.
    case notOurs
  }

  init(server: MilterServer, negotiation: Negotiation) {
    self.server = server
    self.negotiation = negotiation
    server.connections.add(1, ordering: .relaxed)
  }

  deinit { server.connections.subtract(1, ordering: .relaxed) }

  func connect(hostname: String, address: NumericAddress?, macros: any Macros) {
    client = Client(hostname: hostname, address: address?.text ?? "", port: address?.port ?? 0)
    client.daemonName = macros["{daemon_name}"]
    client.server = macros["j"]
    // Postfix's cleanup plays the client for mail that came by no network: localhost, with a port that none can have.
    client.isLocalPickup = client.port == 0 && client.address == "127.0.0.1" && hostname == "localhost"
  }

  func mail(_ path: (String, [String]), macros: any Macros) {
    client.login = macros["{auth_authen}"]
    client.loginMechanism = client.login == nil ? nil : macros["{auth_type}"]
    client.tls = Self.tls(macros)
    progress = .envelope(
      IncomingMessage(
        sender: Self.path(path), limits: server.limits, memory: server.memory, addsSpace: !negotiation.keepsLeadingSpace
      ))
  }

  func recipient(_ path: (String, [String])) {
    if case .envelope(let message) = progress { message.add(recipient: Self.path(path)) }
  }

  /// The envelope is complete: whose message is it? The first that comes after the recipients says so.
  func begin(macros: any Macros) {
    guard case .envelope(let message) = progress else { return }
    message.queueID = macros["i"]
    guard server.handler.judges(client, message.envelope) else {
      progress = .notOurs
      return
    }
    message.open()
    progress = .judged(message)
  }

  func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if case .judged(let message) = progress { message.add(header: name, value: value) }
  }

  func endOfHeaders() {
    if case .judged(let message) = progress { message.endHeaders() }
  }

  func body(_ chunk: UnsafeRawBufferPointer) {
    if case .judged(let message) = progress { server.waiting(self) { message.add(body: chunk) } }
  }

  /// What the handler says of the message, in the protocol's terms.
  func endOfMessage(macros: any Macros, sign: () -> Void) -> Answer {
    let reply = judged(macros: macros, sign: sign)
    return Answer(reply, allowed: negotiation.chosenActions) { number, count in
      server.logger.error("edit refused", metadata: ["edit": "\(number)", "of": "\(count)"])
    }
  }

  /// The handler's reply, or nil, which is a 4xx, if we could not keep the whole message.
  private func judged(macros: any Macros, sign: () -> Void) -> Reply? {
    defer { forgetMessage() }
    begin(macros: macros)
    switch progress {
    case .notOurs: return .accept
    case .idle, .envelope: return nil
    case .judged(let message):
      if let queueID = macros["i"] { message.queueID = queueID }
      do throws(IncomingMessageError) {
        let transaction = try message.finish(client: client)
        return server.waiting(self) { server.handler.decide(transaction, progress: sign) }
      } catch {
        server.logger.error(
          "message not taken", metadata: ["queue_id": "\(message.queueID ?? "-")", "reason": "\(error.description)"])
        return nil
      }
    }
  }

  func forgetMessage() { progress = .idle }

  private static func path(_ path: (String, [String])) -> Envelope.Path {
    var address = Substring(path.0)
    if address.hasPrefix("<"), address.hasSuffix(">") { address = address.dropFirst().dropLast() }
    return Envelope.Path(address: String(address), parameters: path.1)
  }

  private static func tls(_ macros: any Macros) -> Client.TLS? {
    guard let version = macros["{tls_version}"] else { return nil }
    // Postfix gives the certificate's names only if it has verified it; other MTAs say so by {verify}.
    let isVerified = macros["{verify}"].map { $0 == "OK" } ?? true
    return Client.TLS(
      version: version, cipher: macros["{cipher}"] ?? "", bits: macros["{cipher_bits}"].flatMap { Int($0) },
      verifiedSubject: isVerified ? macros["{cert_subject}"] : nil,
      verifiedIssuer: isVerified ? macros["{cert_issuer}"] : nil)
  }
}
