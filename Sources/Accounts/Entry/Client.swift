import Foundation
import Quarantine

/// Whence somebody signs in, as the console sees it.
public struct Client: Hashable, Sendable {
  /// The network address of the browser, by the connection or a trusted proxy's word.
  public var address: String
  /// The field `User-Agent`.
  public var userAgent: String
  /// The cookie by which a browser that signed in before is known, as `Entry.browser` was; nil for none.
  public var browser: String?

  public init(address: String, userAgent: String, browser: String? = nil) {
    self.address = address
    self.userAgent = userAgent
    self.browser = browser
  }

  /// Several people may share a computer: so many, one token each.
  static let mostTokens = 8

  var tokens: [Token] {
    (browser ?? "").split(separator: ".").prefix(Self.mostTokens).compactMap { Token(String($0)) }
  }

  /// What one subscriber has at the least: /24 of IPv4, /56 of IPv6 (RIPE-690 §4.2). An address alone is changed too
  /// easily.
  var network: String {
    var four = in_addr()
    if inet_pton(AF_INET, address, &four) == 1 { return Self.network(of: four) }
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return "unknown" }
    let bytes = withUnsafeBytes(of: six) { Array($0) }
    // IPv4 through a socket of IPv6 (RFC 4291 §2.5.5.2).
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      return "4:" + bytes[12..<15].map(String.init).joined(separator: ".")
    }
    return "6:" + bytes[..<7].map { String($0, radix: 16) }.joined(separator: ":")
  }

  private static func network(of address: in_addr) -> String {
    withUnsafeBytes(of: address) { "4:" + $0[..<3].map(String.init).joined(separator: ".") }
  }

  /// "Firefox on Windows": for people who look whether a session is theirs. It is a guess, and nothing depends on it.
  var words: String {
    let browsers = [
      ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
      ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ]
    let systems = [
      ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "a Chromebook"), ("Windows", "Windows"),
      ("Mac OS X", "a Mac"), ("Linux", "Linux"),
    ]
    let text = userAgent.prefix(1_000)
    let browser = browsers.first { text.contains($0.0) }?.1
    let system = systems.first { text.contains($0.0) }?.1
    switch (browser, system) {
    case (let browser?, let system?): return "\(browser) on \(system)"
    case (let browser?, nil): return browser
    case (nil, let system?): return "a browser on \(system)"
    case (nil, nil): return "an unknown browser"
    }
  }
}
