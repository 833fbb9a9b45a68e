import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Testing

@testable import Console

/// Scripts in all that a sender, an attachment or an address can put onto a page, in a real browser that would run them.
@Suite("An attack by what stands in mail and addresses", .serialized)
struct ScriptAttackTests {
  private static let scripts = [
    "<script>window.fired=1</script>", "\"><img src=x onerror=window.fired=1>", "'><svg onload=window.fired=1>",
    "javascript:window.fired=1", "{{#it}}{{{main}}}{{/it}}", "</title><script>window.fired=1</script>",
    "\u{202E}txt.exe", "]]><!--<script>window.fired=1//-->", "\u{0301}\"onmouseover=window.fired=1 x=\"",
  ]

  @Test("runs nothing, stored in subjects, names, file names and content, or sent back from an address or a form")
  func scripts() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    var ids: [HeldID] = []
    for script in Self.scripts {
      ids.append(
        try mail.hold(
          script, .general, to: [("\"\(script)\"@families.example", .guardian), (HeldMail.nurse, .professional)],
          attachment: true, pupil: script))
    }
    // Longer than any line, and nothing to break it at.
    ids.append(try mail.hold(String(repeating: "Ω", count: 5_000), .general))
    let browser = try Browser()
    defer { browser.stop() }
    try mail.console.enter(browser, as: HeldMail.officer)
    func look(_ path: String) throws {
      try browser.open(mail.console.url + path)
      let fired = try browser.script("return window.fired ?? 0") as? Int
      #expect(fired == 0, "\(path)")
      let wide = try browser.script("return document.scrollingElement.scrollWidth - innerWidth") as? Int ?? 0
      #expect(wide <= 1, "\(path) is too wide by \(wide)")
      try browser.expectQuiet(path, but: ["status of 4"])
    }
    try browser.size(390, 900)
    try look("/held")
    for id in ids {
      for page in ["", "/read", "/release?attachments=yes", "/delete"] { try look("/held/\(id)\(page)") }
    }
    try look("/held/bulk?act=release&" + ids.map { "id=\($0)" }.joined(separator: "&"))
    for script in Self.scripts {
      let sent = script.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      for page in [
        "/held?cabinet=", "/held?rule=", "/held?search=", "/held?school=", "/audit?actor=", "/audit?since=",
        "/audit?message=", "/insight?period=", "/sign-in?then=", "/account?done=", "/accounts?done=", "/held/", "/",
      ] {
        try look(page + sent)
      }
    }
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(mail.console.url) })
  }
}
