import Foundation
import Paper
import Testing

@Suite("A document on paper")
struct PaperTests {
  private func document(_ blocks: [PaperDocument.Block]) -> PaperDocument {
    PaperDocument(
      title: "A title", author: "Oakfield Academy", created: 1_795_701_900, footer: "confidential", blocks: blocks)
  }

  @Test("is A4, tagged, with its title, author and date in the file")
  func facts() throws {
    let paper = try Paperwork(
      document([.title("A title"), .heading("Part"), .paragraph("Words."), .row("Name", "value")]).pdf())
    let facts = try paper.facts()
    #expect(facts["Title"] == "A title" && facts["Author"] == "Oakfield Academy" && facts["Creator"] == "Postern")
    #expect(facts["Page size"]?.contains("A4") == true && facts["Pages"] == "1" && facts["Tagged"] == "yes")
    #expect(facts["CreationDate"]?.contains("26") == true)
    let structure = try paper.structure()
    for (tag, text) in [("H1", "A title"), ("H2", "Part"), ("P", "Words.")] {
      #expect(structure.contains(tag) && structure.contains(text), "\(structure)")
    }
  }

  @Test("turns the page as often as it must, loses no line, and numbers each page")
  func pages() throws {
    let rows = (1...150).map { PaperDocument.Block.row("Row \($0)", "value number \($0)") }
    let pages = try Paperwork(document([.title("Long")] + rows).pdf()).pages()
    #expect(pages.count > 3)
    for (index, page) in pages.enumerated() {
      #expect(page.contains("confidential · Page \(index + 1) of \(pages.count)"), "page \(index + 1)")
    }
    let whole = pages.joined()
    for number in 1...150 { #expect(whole.contains("value number \(number)\n"), "\(number)") }
  }

  @Test("breaks a value over pages, and a word that is wider than the page over lines")
  func long() throws {
    let story = (1...900).map { "word\($0)" }.joined(separator: " ")
    let pages = try Paperwork(
      document([.row("Story", story), .row("Address", String(repeating: "x", count: 400)), .paragraph(story)]).pdf()
    ).pages()
    let words = pages.joined().split(whereSeparator: \.isWhitespace)
    #expect(words.count { $0 == "word900" } == 2 && words.count { $0 == "word1" } == 2)
    #expect(words.filter { $0.allSatisfy { $0 == "x" } }.reduce(0) { $0 + $1.count } == 400)
  }

  @Test("shows names of many scripts, and lets none turn the text around it")
  func scripts() throws {
    let names = ["Zoë Łukasz", "Đặng Thị Hồng", "Siân ap Gwilym", "Олена Шевченко", "Γιώργος"]
    let page = try Paperwork(
      document(names.map { .paragraph($0) } + [.row("Trick", "abc\u{202E}fdp.exe\u{7}\u{2066}x")]).pdf()
    ).pages().joined()
    for name in names { #expect(page.contains(name), "\(name)") }
    #expect(page.contains("abcfdp.exex"))
  }

  @Test("an empty one is a page with a number") func empty() throws {
    #expect(try Paperwork(document([]).pdf()).pages().map { $0.contains("Page 1 of 1") } == [true])
  }
}
