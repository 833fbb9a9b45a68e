import Extraction
import Foundation
import PosternKit
import Testing

@Suite("An HTML page that is shown to a person")
struct SanitiserTests {
  private func page(_ html: String) throws -> SafePage { try #require(Extractor.page(html: html)) }

  /// All that a person reads on it, on one line.
  private func text(_ page: SafePage) -> String {
    page.items.map { item in
      switch item {
      case .text(let text): text
      case .picture(let words): "[picture \(words)]"
      case .target(let words): "[\(words)]"
      case .lineBreak: "\n"
      default: ""
      }
    }.joined()
  }

  @Test("holds nothing but what a page may hold, whatever it was made of", arguments: HostileHTML.pages.keys.sorted())
  func wellFormed(_ name: String) throws {
    guard let page = Extractor.page(html: HostileHTML.pages[name] ?? "") else {
      // Not shown at all, as its text is read as damaged.
      #expect(name == "many attributes")
      return
    }
    #expect(page.isWellFormed)
    let tags = page.html.matches(of: #/<\/?([a-z0-9]+)/#).map { String($0.1) }
    let allowed: Set = ["div", "span", "blockquote", "ul", "ol", "li", "table", "tbody", "tr", "td", "th", "br", "hr"]
    #expect(Set(tags).isSubset(of: allowed))
    let attributes = page.html.matches(of: #/<[^>]*? ([a-z-]+)="/#).map { String($0.1) }
    #expect(Set(attributes).isSubset(of: ["class", "colspan", "rowspan", "role", "aria-level"]))
    #expect(!page.stylesheet.contains("url") && !page.stylesheet.contains("<") && !page.stylesheet.contains("@"))
  }

  @Test(
    "shows all that its reader sees, so that nothing is kept from an officer",
    arguments: HostileHTML.pages.keys.sorted())
  func complete(_ name: String) throws {
    guard let html = HostileHTML.pages[name], let page = Extractor.page(html: html), !page.isCut else { return }
    var file = Array(html.utf8)
    let extracted = file.withUnsafeMutableBytes {
      Extractor.extract(file: UnsafeRawBufferPointer($0), name: "a.html")
    }
    // What the console does not take for a page is shown as text alone.
    guard extracted.parts.first?.contentType == "text/html" else { return }
    let shown = letters(page)
    for text in extracted.texts where text.kind == .visible {
      let seen: String =
        switch text.content {
        case .prose(let prose): prose
        case .table(let table): table.flat
        }
      // What the page leaves out of a word are direction marks and towers of accents.
      for word in words(seen) where word.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic && $0.value < 0x300 }) {
        #expect(shown.contains(word))
      }
    }
  }

  /// What a person reads of the page's own words, without what parts them.
  private func letters(_ page: SafePage) -> String {
    page.items.map { if case .text(let text) = $0 { text.filter { !$0.isWhitespace } } else { "" } }.joined()
  }

  private func words(_ text: String) -> [String] {
    text.split { $0.isWhitespace || "[]<>".contains($0) }.map(String.init)
  }

  @Test("leaves out what its reader does not see, and says so")
  func hidden() throws {
    let page = try page(HostileHTML.pages["hidden text"] ?? "")
    #expect(page.leavesOutHidden)
    #expect(text(page).trimmingCharacters(in: .whitespacesAndNewlines) == "V")
    #expect(try !self.page("<p>All is seen.</p>").leavesOutHidden)
  }

  @Test("makes readable what can hardly be read")
  func readable() throws {
    let page = try page("<p style='color:#f0f0f0;font-size:2px'>pale</p><p bgcolor='#102030'>dark</p>")
    #expect(page.styles.contains { $0.colour == 0 && $0.size == 10 })
    #expect(page.styles.contains { $0.background == 0x102030 && $0.colour == 0xFFFFFF })
  }

  @Test(
    "tells where a link leads, unless that is what it shows",
    arguments: [
      (
        "<a href='https://other.example/login'>https://oakfield.example</a>",
        "https://oakfield.example[https://other.example/login]"
      ),
      ("<a href='https://oakfield.example/'>oakfield.example</a>", "oakfield.example"),
      ("<a href='mailto:a@oakfield.example'>a@oakfield.example</a>", "a@oakfield.example"),
      ("<a href='#top'>up</a> <a href='cid:x'>picture</a>", "up picture"),
      ("<a href='javascript:x()'>here</a>", "here[javascript:x()]"),
      (
        "<a href='https://oakfield.example.hostile.example/'>oakfield.example</a>",
        "oakfield.example[https://oakfield.example.hostile.example/]"
      ),
    ])
  func links(_ html: String, _ shown: String) throws { #expect(try text(page(html)) == shown) }

  @Test("has words for a picture, and nothing for one that nobody sees")
  func pictures() throws {
    #expect(
      try text(page("<img src=a alt='Our  logo'>x<img src=b width=1 height=1>y<img src=c>"))
        == "[picture Our logo]x" + "y[picture ]")
  }

  @Test("keeps tables, lists, looks and direction")
  func looks() throws {
    let html = try page(
      "<table><tr><th>Name<td colspan=2 align=right>Kai</table><ol><li>one<li>two</ol><p dir=rtl><b>x</b></p>"
    ).html
    #expect(html.contains("<table><tbody><tr><th"))
    #expect(html.contains("colspan=\"2\""))
    #expect(html.contains("<ol><li>one</li><li>two</li></ol>"))
  }

  @Test("a page that is too long says that it goes on")
  func cut() throws {
    let page = try page(String(repeating: "<p>word</p>", count: 100_000))
    #expect(page.isCut && page.isWellFormed)
  }

  @Test(
    "a page that somebody else made up is refused where a browser would read it in another way",
    arguments: [
      [.open(.row, style: nil), .close], [.open(.table, style: nil), .text("x"), .close], [.close],
      [.open(.block, style: nil)], [.open(.block, style: 0), .close],
      [.open(.table, style: nil), .open(.row, style: nil), .text("x"), .close, .close],
      [.open(.list, style: nil), .open(.block, style: nil), .close, .close],
      [.cell(isHeading: false, columns: 1, rows: 1, style: nil), .close],
      [.text(String(repeating: "x", count: SafePage.Bounds.text + 1))],
      [.target(String(repeating: "x", count: SafePage.Bounds.words + 1))],
    ] as [[SafePage.Item]])
  func madeUp(_ items: [SafePage.Item]) { #expect(!SafePage(items: items).isWellFormed) }
}
