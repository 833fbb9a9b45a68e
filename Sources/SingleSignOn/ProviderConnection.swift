import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The way to a provider: verified TLS, bounded in time and bytes, no redirects.
final class ProviderConnection: Sendable {
  /// Of one answer, in bytes.
  static let largest = 1 << 20
  /// For one answer.
  static let patience = TimeAmount.seconds(10)

  private let client: HTTPClient

  /// - Parameter caFile: certificates to trust, in PEM; nil for those of the system.
  init(caFile: String?) throws(SignOnError) {
    var tls = TLSConfiguration.makeClientConfiguration()
    if let caFile {
      guard let certificates = try? NIOSSLCertificate.fromPEMFile(caFile), !certificates.isEmpty else {
        throw SignOnError(
          .configuration, "\(caFile) holds no certificates, or cannot be read",
          remedy: "write the provider's authority into it, in PEM")
      }
      tls.trustRoots = .certificates(certificates)
    }
    var settings = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(5), read: Self.patience), decompression: .disabled)
    settings.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  // The library ends the program where a client goes without it.
  deinit { client.shutdown { _ in } }

  func get(_ address: String) async throws(SignOnError) -> Data {
    let answer = try await execute(HTTPClientRequest(url: address))
    guard answer.status == 200 else { throw SignOnError.unavailable("answers \(answer.status)") }
    return answer.body
  }

  /// - Parameter authorization: of the client; nil where it stands among the fields, or there is none.
  func post(
    _ fields: [(String, String)], to address: String, authorization: String?
  ) async throws(SignOnError) -> (status: UInt, body: Data) {
    var request = HTTPClientRequest(url: address)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.headers.add(name: "Accept", value: "application/json")
    if let authorization { request.headers.add(name: "Authorization", value: authorization) }
    request.body = .bytes(ByteBuffer(string: FormEncoding.encode(fields)))
    return try await execute(request)
  }

  private func execute(
    _ request: HTTPClientRequest
  ) async throws(SignOnError) -> (status: UInt, body: Data) {
    do {
      let answer = try await client.execute(request, timeout: Self.patience)
      let body = try await answer.body.collect(upTo: Self.largest)
      return (answer.status.code, Data(body.readableBytesView))
    } catch {
      throw SignOnError.unavailable("cannot be reached")
    }
  }
}
