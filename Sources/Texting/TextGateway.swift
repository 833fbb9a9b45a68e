import AsyncHTTPClient
public import Configuration
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
public import Quarantine
import Synchronization

/// The school's gateway for text messages: one request for each text, over verified TLS, bounded in time and bytes. It follows
/// no redirection, which would hand a password on to somebody else.
public struct TextGateway: Sendable {
  private let settings: Settings.TextMessages

  public init(_ settings: Settings.TextMessages) { self.settings = settings }

  /// What the gateway made of a text, and its status for the log; nil where it gave none.
  public struct Answer: Hashable, Sendable {
    public var outcome: TextOutcome
    public var status: UInt?
  }

  /// Hands over one text. It is sent at most once: what may have gone is never sent again from here.
  /// - Parameter number: in E.164.
  public func send(_ text: String, to number: String) async -> Answer {
    let request: HTTPClientRequest
    let client: HTTPClient
    let hasBegun = Flag()
    do {
      request = try self.request(text, number, hasBegun)
      client = try makeClient()
    } catch {
      return Answer(outcome: .later(.setup), status: nil)
    }
    let answer = await answer(to: request, by: client, hasBegun)
    try? await client.shutdown()
    return answer
  }

  private func answer(to request: HTTPClientRequest, by client: HTTPClient, _ hasBegun: Flag) async -> Answer {
    do {
      let answer = try await client.execute(request, timeout: .seconds(Int64(settings.timeoutSeconds)))
      return Answer(outcome: outcome(answer.status.code), status: answer.status.code)
    } catch {
      // Before the first byte of the body nobody can have taken it.
      return Answer(outcome: hasBegun.isSet ? .unknown(.noAnswer) : .later(.unreachable), status: nil)
    }
  }

  /// RFC 9110 §15: what an answer says of whether the text was taken.
  private func outcome(_ status: UInt) -> TextOutcome {
    switch Int(status) {
    case let status where settings.taken.contains(status): .taken
    // Not now: a request that came in part or too late, too many of them (RFC 6585 §4), or a gateway that is shut.
    case 408, 429, 503: .later(.busy)
    case 300...499: .refused(.refused)
    // Some other success, or a proxy that does not know what became of it.
    default: .unknown(.noAnswer)
    }
  }

  private func request(_ text: String, _ number: String, _ hasBegun: Flag) throws -> HTTPClientRequest {
    let secret = try settings.secretFile.map { try SecretFile.read($0) }
    let values: [Settings.TextMessages.Placeholder: String] = [
      .text: text, .number: number, .digits: String(number.drop { $0 == "+" }), .secret: secret ?? "",
    ]
    // In a header, a line end would begin another one.
    guard secret?.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }) != false else {
      throw Unwritable()
    }
    var request = HTTPClientRequest(url: settings.url.absoluteString)
    request.method = settings.method == .post ? .POST : .PUT
    for (name, value) in settings.headers {
      request.headers.add(name: name, value: Settings.TextMessages.fill(value, values))
    }
    let body = try settings.body.encoded(values)
    request.headers.add(name: "Content-Type", value: body.type)
    request.body = .bytes(Announced(bytes: Array(body.bytes), flag: hasBegun))
    return request
  }

  /// A new one for each text, which are few: so that no connection is old, and what the files hold is as it is now.
  private func makeClient() throws -> HTTPClient {
    var tls = TLSConfiguration.makeClientConfiguration()
    if let file = settings.caFile { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file)) }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(Int64(min(settings.timeoutSeconds, 10)))), decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }
}

extension TextGateway {
  /// What is wrong with the set-up, in words for whoever looks after it; nil where nothing is. Nothing is sent but a question
  /// that carries no secret. Blocks.
  public func problem() -> (problem: String, remedy: String)? {
    do throws(SecretFile.Fault) {
      if let file = settings.secretFile { _ = try SecretFile.read(file) }
    } catch {
      return (error.problem, error.remedy ?? "write the gateway's secret into it, and no more")
    }
    let client: HTTPClient
    do {
      client = try makeClient()
    } catch {
      return (
        "\(settings.caFile ?? "") holds no certificates, or cannot be read", "write the authority into it, in PEM"
      )
    }
    defer { try? client.syncShutdown() }
    do {
      _ = try client.execute(
        request: HTTPClient.Request(url: settings.url.absoluteString, method: .HEAD),
        deadline: .now() + .seconds(Int64(settings.timeoutSeconds))
      ).wait()
      return nil
    } catch {
      // Of the error its kind: the connection's words may be long, and help nobody more.
      return (
        "the gateway for text messages at \(settings.url.host() ?? "") cannot be reached (\(error))",
        "compare 'url', 'ca_file' and what this machine may reach under 'sms:'"
      )
    }
  }
}

/// The secret is no single line of plain letters.
private struct Unwritable: Error {}

/// Set once something has happened.
private final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}

/// A body that says when it is asked for: the connection stands then, and the head of the request is written. It is written
/// in one piece with the request's end; a gateway that answered in between would have its answer lost.
private struct Announced: RandomAccessCollection, Sendable {
  let bytes: [UInt8]
  let flag: Flag

  var startIndex: Int { bytes.startIndex }
  var endIndex: Int { bytes.endIndex }

  subscript(place: Int) -> UInt8 {
    flag.set()
    return bytes[place]
  }
}
