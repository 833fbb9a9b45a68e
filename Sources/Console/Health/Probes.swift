import Configuration
import Gateway
import HTTPTypes
import Hummingbird
import Insight
import Quarantine

/// What other machines ask: is the console there, is the whole ready, how does the filter do. Nothing personal is in any
/// answer.
struct Probes: Sendable {
  let ground: Ground
  private let networks: [Network]
  private let proxies: [Network]

  init(ground: Ground) {
    self.ground = ground
    networks = (["127.0.0.0/8", "::1/128"] + ground.settings.console.metricsFrom).compactMap { Network($0) }
    proxies = ground.settings.console.proxies.compactMap { Network($0) }
  }

  /// This process answers.
  func health() -> Response { Self.text(.ok, "ok\n") }

  /// The store opens, the filter was seen lately, and there are workers.
  func readiness() async throws -> Response {
    let problems = try await work { self.problems() }
    return problems.isEmpty
      ? Self.text(.ok, "ready\n")
      : Self.text(.serviceUnavailable, problems.map { $0 + "\n" }.joined())
  }

  func metrics(_ request: Request, _ context: ConsoleContext) throws(ConsoleError) -> Response {
    // As if there were none: what is not for everybody is not announced either.
    guard mayReadMetrics(request, context) else { throw .notFound }
    let metrics = Metrics(FilterState.read(from: ground.settings.state), at: ground.now())
    return Self.text(.ok, metrics.description, type: Metrics.contentType)
  }

  private func problems() -> [String] {
    var found: [String] = []
    do { _ = try ground.store.queueLengths() } catch { found.append("store: it cannot be read") }
    guard let state = FilterState.read(from: ground.settings.state), state.isFresh(at: ground.now()) else {
      return found + ["filter: not seen within \(FilterState.patience) seconds"]
    }
    return state.workers.alive == 0 ? found + ["workers: none"] : found
  }

  /// A proxy on this machine brings requests of others: what it says of them counts, and what it does not say is no.
  private func mayReadMetrics(_ request: Request, _ context: ConsoleContext) -> Bool {
    guard let other = context.remoteAddress?.ipAddress else { return false }
    let forwarded = request.headers[values: .forwardedFor].joined(separator: ",").split(separator: ",")
    guard let client = forwarded.last else { return networks.contains { $0.contains(other) } }
    guard proxies.contains(where: { $0.contains(other) }) else { return false }
    let address = client.filter { !$0.isWhitespace }
    return networks.contains { $0.contains(String(address)) }
  }

  private static func text(
    _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8"
  ) -> Response {
    Response(
      status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
