import CMilter
import Glibc
import Logging
import Spool
import Synchronization

/// One connection of Postfix, which brings any number of messages. libmilter calls for one connection one at a time,
/// though on different threads.
final class Session {
  let server: MilterServer
  let negotiation: Negotiation
  var client = Client(hostname: "unknown", address: "")
  private var message: IncomingMessage?

  init(server: MilterServer, negotiation: Negotiation) {
    self.server = server
    self.negotiation = negotiation
    server.connections.add(1, ordering: .relaxed)
  }

  deinit { server.connections.subtract(1, ordering: .relaxed) }

  func connect(hostname: String, address: NumericAddress?, macros: Macros) {
    client = Client(hostname: hostname, address: address?.text ?? "", port: address?.port ?? 0)
    client.daemonName = macros["{daemon_name}"]
    // Postfix's cleanup plays the client for mail that came by no network. It has no service name and no port.
    client.isLocalPickup = client.daemonName == nil && client.port == 0 && hostname == "localhost"
  }

  func mail(_ path: (String, [String]), macros: Macros) {
    client.login = macros["{auth_authen}"]
    client.loginMechanism = client.login == nil ? nil : macros["{auth_type}"]
    client.tls = Self.tls(macros)
    message = IncomingMessage(sender: Self.path(path), limits: server.limits, addsSpace: !negotiation.keepsLeadingSpace)
  }

  func recipient(_ path: (String, [String])) { message?.add(recipient: Self.path(path)) }

  /// - Returns: false if the message is none of ours.
  func data(macros: Macros) -> Bool {
    guard let message else { return true }
    message.queueID = macros["i"]
    guard server.handler.judges(client, message.envelope) else {
      forgetMessage()
      return false
    }
    message.open()
    return true
  }

  func header(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) { message?.add(header: name, value: value) }

  func endOfHeaders() { message?.endHeaders() }

  func body(_ chunk: UnsafeRawBufferPointer) { message?.add(body: chunk) }

  /// The handler's reply, or a 4xx if we could not keep the whole message.
  func endOfMessage(macros: Macros, progress: () -> Void) -> Reply? {
    defer { forgetMessage() }
    guard let message else { return nil }
    if let queueID = macros["i"] { message.queueID = queueID }
    do throws(IncomingMessageError) {
      return server.handler.decide(try message.finish(client: client), progress: progress)
    } catch {
      server.logger.error(
        "message not taken", metadata: ["queue_id": "\(message.queueID ?? "-")", "reason": "\(error.description)"])
      return nil
    }
  }

  func forgetMessage() { message = nil }

  private static func path(_ path: (String, [String])) -> Envelope.Path {
    var address = Substring(path.0)
    if address.hasPrefix("<"), address.hasSuffix(">") { address = address.dropFirst().dropLast() }
    return Envelope.Path(address: String(address), parameters: path.1)
  }

  private static func tls(_ macros: Macros) -> Client.TLS? {
    guard let version = macros["{tls_version}"] else { return nil }
    // Postfix gives the certificate's names only if it has verified it; other MTAs say so by {verify}.
    let isVerified = macros["{verify}"].map { $0 == "OK" } ?? true
    return Client.TLS(
      version: version, cipher: macros["{cipher}"] ?? "", bits: macros["{cipher_bits}"].flatMap { Int($0) },
      verifiedSubject: isVerified ? macros["{cert_subject}"] : nil,
      verifiedIssuer: isVerified ? macros["{cert_issuer}"] : nil)
  }
}
