import Extraction
import Foundation
import PosternKit
import Testing

@Suite("Hostile HTML mail in a real browser", .serialized)
struct HostileMailTests {
  /// A page that notices whatever runs; with scripts, and no policy that would stop anything.
  private static let open =
    "<!DOCTYPE html><meta charset=utf-8><title>x</title><script>var fires = 0; function fired() { fires++ }</script><body></body>"

  private func inBrowser(_ body: (Browser) throws -> Void) throws {
    let folder = try TemporaryFolder("hostile")
    let browser = try Browser()
    defer { browser.stop() }
    try browser.open("file://" + folder.write("open.html", text: Self.open))
    try body(browser)
  }

  /// Puts HTML into the page, and gives what the browser has made of it.
  private func put(_ html: String, _ browser: Browser) throws -> String {
    let text = String(decoding: try JSONSerialization.data(withJSONObject: [html]), as: UTF8.self)
    return try browser.script("document.body.innerHTML = \(text)[0]; return document.body.innerHTML") as? String ?? ""
  }

  private func fires(_ browser: Browser) throws -> Int {
    // What loads or fails does so a little later.
    try browser.script("return await new Promise(done => setTimeout(() => done(fires), 100))") as? Int ?? -1
  }

  @Test("is built just as it was written, runs nothing and asks for nothing")
  func shown() throws {
    try inBrowser { browser in
      _ = try browser.requested()
      for (name, html) in HostileHTML.pages {
        guard let page = Extractor.page(html: html) else { continue }
        let shown = page.html
        // No mutation: read, written out and read again it is what it was.
        let built = try put(shown, browser)
        #expect(built == shown, "\(name)")
        #expect(try put(built, browser) == shown, "\(name)")
      }
      #expect(try fires(browser) == 0)
      #expect(try browser.requested() == [])
    }
  }

  @Test("runs and asks when nothing is done about it, so that this test would see it")
  func control() throws {
    try inBrowser { browser in
      _ = try browser.requested()
      // Of some: others lead the browser away from the page that counts.
      let some = [
        "event", "event after a slash", "event behind a line feed", "pictures", "styles that load", "namespaces",
      ]
      for name in some { _ = try put(HostileHTML.pages[name] ?? "", browser) }
      let fired = try fires(browser)
      // The three that stand in a picture of their own.
      #expect(fired >= 3)
      #expect(try browser.requested().filter { $0.contains("hostile.example") }.count >= 4)
    }
  }
}
