import Extraction
import Testing

@Suite("RTF documents")
struct RTFTests {
  private func sample(_ body: String) -> Sample { Sample(Array("{\\rtf1\\ansi \(body)}".utf8), name: "a.rtf") }

  @Test("characters by number, by code page, and by the font's charset")
  func characters() {
    #expect(sample("\\uc1 caf\\u233?\\par").text(.visible) == "café")
    #expect(sample("\\uc2 a\\u8364\\'80\\'80b").text(.visible) == "a€b")
    #expect(sample("\\u-10179?\\u-8704?").text(.visible) == "\u{1F600}")
    #expect(sample("\\ansicpg1251 \\'cf\\'f0\\'e8").text(.visible) == "При")
    #expect(
      sample("{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset128 MS Gothic;}}\\f1\\'93\\'fa\\'96\\'7b\\f0\\'e9").text(
        .visible) == "日本é")
  }

  @Test("hidden, white and deleted text is told apart")
  func hidden() {
    let hidden = sample("{\\colortbl;\\red255\\green255\\blue255;}shown {\\v unseen}{\\cf1 white}{\\deleted gone} end")
    #expect(hidden.text(.visible) == "shown  end")
    #expect(hidden.text(.hiddenText) == "unseenwhite")
    #expect(hidden.text(.trackedChange) == "gone")
  }

  @Test("destinations that nobody reads are no text, those that people write are")
  func destinations() {
    let sample = sample(
      "{\\info{\\title Trip}{\\author Jo}}{\\*\\generator X 1;}{\\stylesheet{\\s0 Normal;}}{\\*\\unknown secret}text")
    #expect(sample.text(.visible) == "text")
    #expect(sample.text(.property) == "Trip\nJo")
  }

  @Test("rows and cells")
  func tables() {
    let sample = sample(
      "before\\par\\trowd\\intbl Name\\cell Need\\cell\\row\\trowd\\intbl Tom\\cell asthma\\cell\\row\\pard after")
    #expect(sample.tables.first?.rows == [["Name", "Need"], ["Tom", "asthma"]])
    #expect(sample.text(.visible).hasPrefix("before"))
    #expect(sample.text(.visible).hasSuffix("after"))
  }

  @Test("groups a hundred thousand deep end in a reason, and keep their text")
  func depth() {
    let sample = sample(String(repeating: "{", count: 100_000) + "deep words" + String(repeating: "}", count: 100_000))
    #expect(sample.part.unreadableKind == .tooLarge)
    #expect(sample.text(.visible).contains("deep words"))
  }
}
