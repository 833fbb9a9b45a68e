import Foundation
import PosternKit
import Quarantine

/// What a browser waits for: lists of held mail, a large message, and the bytes of the first page.
struct ServedPages {
  private let lists: [Double]
  private let messages: [Double]
  private let reading: [Double]
  private let firstPage: Int

  var summary: String {
    """
    \(ConsoleBench.line("a list as it is served (target 50 ms at p95)", lists))
    \(ConsoleBench.line("what is known of a message of 1 MB (target 150 ms)", messages))
    \(ConsoleBench.line("a message of 1 MB, read by a worker (target 150 ms)", reading))
    the first page with style, script and icon: \(firstPage >> 10) KB (target 100 KB)
    """
  }

  /// - Parameters:
  ///   - officers: those who look; their accounts are opened here.
  ///   - large: a message of 1 MB, which is the first one's to open.
  init(of site: Site, officers: [String], large: HeldID) throws {
    _ = try site.startConsole()
    let clients = try officers.map { address in
      let client = site.consoleClient()
      _ = try site.openConsoleAccount(address, client)
      return client
    }
    let clock = ContinuousClock()
    func time(_ client: WebClient, _ target: String) throws -> Double {
      var status = 0
      let time = try clock.measure { status = try client.get(target).status }
      guard status == 200 else { throw WebClient.Surprise(try client.get(target)) }
      return time / .milliseconds(1)
    }
    var lists: [Double] = []
    let queries = [
      "", "?order=oldest", "?order=sender", "?order=subject", "?category=safeguarding", "?audience=guardian",
      "?page=40",
      "?cabinet=sen", "?age=new",
    ]
    _ = try time(clients[0], "/held")
    for round in 0..<360 {
      lists.append(try time(clients[round % clients.count], "/held" + queries[round % queries.count]))
    }
    self.lists = lists
    messages = try (0..<20).map { _ in try time(clients[0], "/held/\(large)") }
    reading = try (0..<20).map { _ in try time(clients[0], "/held/\(large)/read") }
    let page = try clients[0].get("/held")
    let assets = page.text.matches(of: #/(?:href|src)="(?<path>\/assets\/[^"]+)"/#).map { String($0.path) }
    firstPage = try page.body.count + assets.reduce(0) { try $0 + clients[0].get($1).body.count }
  }
}
