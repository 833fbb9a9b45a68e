import Foundation
import PosternKit
import Testing

@Suite("What other machines ask the console", .serialized)
struct ProbeTests {
  private let site: ConsoleSite

  init() throws { site = try ConsoleSite() }

  private func wait(for status: Int) throws -> WebClient.Answer {
    for _ in 0..<1_200 {
      let answer = try site.request("GET", "/readyz")
      if answer.status == status { return answer }
      usleep(50_000)
    }
    return try site.request("GET", "/readyz")
  }

  @Test("it is well, it is ready while a filter tells how it does, and its figures are read on this machine alone")
  func probes() throws {
    defer { site.stop() }
    // Under whatever name: a monitor knows the machine by its number.
    #expect(try site.request("GET", "/healthz", headers: ["Host": "10.0.0.7"]).text == "ok\n")
    #expect(try wait(for: 200).text == "ready\n")

    let metrics = try site.request("GET", "/metrics")
    #expect(metrics.status == 200)
    #expect(metrics["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(metrics.text.contains("\npostern_filter_up 1\n"))
    #expect(metrics.text.contains("\npostern_workers{state=\"idle\"} "))
    #expect(!metrics.text.contains("@"))
    // A proxy brings others' requests; what it does not vouch for is not ours.
    for forwarded in ["203.0.113.9", "127.0.0.1", "127.0.0.1, 203.0.113.9"] {
      #expect(try site.request("GET", "/metrics", headers: ["X-Forwarded-For": forwarded]).status == 404)
    }

    // A filter that stops tells nothing any more.
    let state = site.site.folder.file("state/filter.json")
    let text = try String(contentsOfFile: state, encoding: .utf8)
    site.site.stopFilter()
    let old = text.replacing(#/"writtenAt":[0-9]+/#, with: "\"writtenAt\":1700000000")
    try old.write(toFile: state, atomically: true, encoding: .utf8)
    #expect(try wait(for: 503).text == "filter: not seen within 30 seconds\n")
    #expect(try site.request("GET", "/metrics").text.contains("\npostern_filter_up 0\n"))
    #expect(try site.request("GET", "/healthz").status == 200)
  }

  @Test("what the filter says of itself names nobody, and counts what it has judged")
  func filter() throws {
    defer { site.stop() }
    let mail = Array("From: t@oakfield.example\r\nTo: x@partner.example\r\nSubject: Zanzibar\r\n\r\nHello.\r\n".utf8)
    let reply = try site.site.send(
      mail, from: "t@oakfield.example", to: ["x@partner.example"], login: "t@oakfield.example")
    #expect(reply.code == 250)
    var text = ""
    for _ in 0..<1_200 where !text.contains("postern_replies_total{reply=\"accept\"} 1") {
      usleep(50_000)
      text = try site.request("GET", "/metrics").text
    }
    #expect(text.contains("postern_inspection_duration_seconds_count 1"))
    let written = try String(contentsOfFile: site.site.folder.file("state/filter.json"), encoding: .utf8)
    for word in ["oakfield", "partner", "Zanzibar", "@"] {
      #expect(!text.contains(word) && !written.contains(word), "\(word)")
    }
  }
}

@Suite("Behind a proxy")
struct ProxiedProbeTests {
  @Test("what a known proxy says of its client counts, and the networks that the configuration names may read figures")
  func proxied() throws {
    let site = try ConsoleSite(
      settings: "console: {proxies: [127.0.0.1], metrics_from: [10.20.0.0/16]}")
    defer { site.stop() }
    func status(_ forwarded: String) throws -> Int {
      try site.request("GET", "/metrics", headers: ["X-Forwarded-For": forwarded]).status
    }
    #expect(try status("10.20.3.4") == 200)
    #expect(try status("203.0.113.9") == 404)
    // A client can write the beginning of the list itself.
    #expect(try status("10.20.3.4, 203.0.113.9") == 404)
  }
}
