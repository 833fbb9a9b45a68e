import Foundation
import Glibc
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("An attack by somebody who is not signed in", .serialized)
struct StrangerAttackTests {
  @Test("fixes no session: a cookie that was put into a browser is never the one that is signed in")
  func fixation() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let planted = String(repeating: "A", count: 43)
    let client = WebClient(port: site.client.port)
    client.cookies["postern"] = planted
    _ = try site.site.openConsoleAccount("y.castell@oakfield.example", client)
    #expect(client.cookies["postern"] != planted)
    #expect(try client.get("/help").status == 200)
    let other = WebClient(port: site.client.port)
    other.cookies["postern"] = planted
    #expect(try other.get("/help").status == 303)
    // Nor does the former session live on when somebody signs in over it.
    let former = client.cookies["postern"]
    let again = try site.signIn(as: "c.draycott@oakfield.example")
    #expect(again.cookies["postern"] != former)
  }

  @Test("reaches no file but those that belong to the pages, however the path is written")
  func traversal() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: "y.castell@oakfield.example")
    let targets = [
      "/assets/1/../../../../../../etc/passwd", "/assets/1/%2e%2e%2f%2e%2e%2fpostern.yaml", "/assets/../postern.yaml",
      "/assets/1/..%5c..%5cpostern.yaml", "/assets/1/%252e%252e%252fpostern.yaml", "/assets/1/console.css%00.txt",
      "/assets/1//etc/passwd", "/assets/1/templates/layout.mustache", "/assets/1/.", "/../../etc/passwd",
      "/held/..%2f..%2fetc%2fpasswd", "/held/%2e%2e/health", "/held/AAAA-AAAA/../../health",
      "/held/AAAA-AAAA/text/..%2f0", "/held/AAAA-AAAA/frame/-1", "/held/AAAA-AAAA/text/99999999999999999999",
    ]
    for target in targets {
      let answer = try client.get(target)
      #expect([400, 404].contains(answer.status), "\(target): \(answer.status)")
      #expect(!answer.text.contains("root:") && !answer.text.contains("organisation:"), "\(target)")
    }
  }

  @Test("is refused what is larger than a form, a header or an address has to be, and the rest goes on")
  func oversize() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: "y.castell@oakfield.example")
    let token = try site.formToken(client)
    let long = String(repeating: "x", count: 300 << 10)
    #expect(try client.post("/held/search", [("form_token", token), ("text", long)]).status == 413)
    let many = (0..<50_000).map { ("id", "\($0)") }
    #expect(try client.post("/held/bulk", [("form_token", token)] + many).status == 413)
    for headers in [
      ["X-Long": String(repeating: "x", count: 64 << 10)], ["Cookie": String(repeating: "c=d;", count: 9_000)],
    ] {
      let answer = try? client.request("GET", "/help", headers: headers)
      #expect(answer.map { (400..<500).contains($0.status) } ?? true)
    }
    let address = try? client.get("/held?age=" + String(repeating: "1", count: 200 << 10))
    #expect(address.map { (400..<500).contains($0.status) } ?? true)
    #expect(try client.get("/help").status == 200)
    #expect(!site.site.consoleLog.contains("xxxx"))
  }

  @Test("that sends slowly, or nothing at all, keeps nobody else waiting")
  func slow() throws {
    let site = try ConsoleSite()
    defer { site.stop() }
    let client = try site.signIn(as: "y.castell@oakfield.example")
    var sockets: [Int32] = []
    defer { for socket in sockets { close(socket) } }
    for number in 0..<200 {
      guard let socket = Self.connect(site.client.port) else { continue }
      sockets.append(socket)
      let start = [
        "", "GET /help HTTP/1.1\r\nHost: 127.0.0.1:\(site.client.port)\r\nX-Slow: ",
        "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:\(site.client.port)\r\nContent-Length: 1000\r\n\r\naddress=",
        "GARBAGE",
      ][number % 4]
      _ = start.withCString { Glibc.send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
    }
    #expect(sockets.count > 150)
    for _ in 0..<20 { #expect(try client.get("/help").status == 200) }
    #expect(try client.get("/held").status == 200)
  }

  private static func connect(_ port: UInt16) -> Int32? {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let outcome = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else {
      close(socket)
      return nil
    }
    return socket
  }
}
