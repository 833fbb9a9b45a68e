import Extraction
import PosternKit
import Testing

@Suite("What a reader of a PDF document sees")
struct PDFSightTests {
  private static func line(_ words: String, before: String = "", y: Int = 700) -> String {
    "q \(before) BT /F 12 Tf 50 \(y) Td (\(words)) Tj ET Q\n"
  }

  private func read(_ content: String, resources: String = "", with build: (inout PDFBuilder) -> Void = { _ in })
    -> Sample
  {
    Sample(PDFBuilder.document([content], resources: resources, with: build), name: "a.pdf")
  }

  @Test(
    "text without ink is hidden, whichever way the ink is left out",
    arguments: ["3 Tr", "7 Tr", "/G gs", "1 1 1 rg", "1 Tr 1 1 1 RG", "0 0 5 5 re W n"])
  func withoutInk(before: String) {
    let sample = read(
      Self.line("Plain words") + Self.line("Kai has epilepsy", before: before, y: 600),
      resources: "/ExtGState<</G<</ca 0/CA 0>>>>")
    #expect(sample.text(.visible) == "Plain words")
    #expect(sample.text(.hiddenText) == "Kai has epilepsy")
    #expect(sample.place("Kai has epilepsy") == "page 1 › hidden text")
    #expect(sample.part.notes == ["page 1 has text that cannot be seen (white, tiny or without ink)"])
  }

  @Test("so it is on the hundred and twentieth page")
  func late() {
    var contents = Array(repeating: Self.line("Plain words"), count: 120)
    contents[119] += Self.line("Kai has epilepsy", before: "3 Tr", y: 600)
    contents[118] += Self.line("beside the page", y: -200)
    contents[116] +=
      "0 0 0.5 rg 40 590 m 40 640 300 660 340 590 c f " + Self.line("White on a bow", before: "1 1 1 rg", y: 600)
    contents[115] += Self.line("White on paper", before: "1 1 1 rg", y: 600)
    contents[117] += "0 0 0.5 rg 40 590 300 30 re f " + Self.line("White on a bar", before: "1 1 1 rg", y: 600)
    let sample = Sample(PDFBuilder.document(contents), name: "a.pdf")
    #expect(sample.place("Kai has epilepsy") == "page 120 › hidden text")
    #expect(sample.place("beside the page") == "page 119 › text outside the page")
    #expect(sample.place("White on a bar") == "page 118")
    #expect(sample.place("White on a bow") == "page 117")
    #expect(sample.place("White on paper") == "page 116 › hidden text")
  }

  @Test("words without ink above a picture of the page are what a scan shows")
  func scan() {
    let text = (0..<8).map { Self.line("Kai has epilepsy and an inhaler", before: "3 Tr", y: 700 - $0 * 20) }.joined()
    func document(_ placing: String) -> Sample {
      read("q \(placing) cm /I Do Q " + text, resources: "/XObject<</I 1 0 R>>") { pdf in
        pdf.add(
          "/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray", stream: [255, 250, 252, 251])
      }
    }
    let scan = document("600 0 0 800 0 0")
    #expect(scan.text(.visible).contains("Kai has epilepsy"))
    #expect(scan.text(.hiddenText).isEmpty)
    // A logo is no scan.
    let logo = document("60 0 0 80 500 700")
    #expect(logo.text(.hiddenText).contains("Kai has epilepsy"))
    #expect(logo.text(.visible).isEmpty)
  }

  @Test("what is drawn under other words is read beside them")
  func replacement() {
    let sample = read(
      "/Span <</ActualText (nothing of note)>> BDC " + Self.line("Kai has severe epilepsy and asthma") + " EMC")
    #expect(sample.text(.visible).contains("nothing of note"))
    #expect(sample.place("severe epilepsy and asthma") == "page 1 › letters under other words")
  }

  @Test("a stamp's own drawing is read, and a turned page's text stays on the page")
  func stamps() {
    var pdf = PDFBuilder()
    let root = pdf.add("<</Type/Catalog/Pages 2 0 R>>")
    pdf.add("<</Type/Pages/Kids[3 0 R]/Count 1>>")
    pdf.add(
      "<</Type/Page/Parent 2 0 R/Rotate 90/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[6 0 R]/Resources<</Font<</F 5 0 R>>>>>>"
    )
    pdf.add(stream: Array((Self.line("Top left", y: 780) + Self.line("Bottom", y: 10)).utf8))
    pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    pdf.add("<</Type/Annot/Subtype/Stamp/Rect[100 100 300 150]/F 4/AP<</N 7 0 R>>>>")
    pdf.add(
      "/Type/XObject/Subtype/Form/BBox[0 0 200 50]/Resources<</Font<</F 5 0 R>>>>",
      stream: Array("BT /F 12 Tf 5 20 Td (Stamped: court order) Tj ET".utf8))
    let sample = Sample(pdf.bytes(root: root), name: "a.pdf")
    for words in ["Stamped: court order", "Top left", "Bottom"] { #expect(sample.text(.visible).contains(words)) }
    #expect(sample.text(.offPage).isEmpty)
  }
}
