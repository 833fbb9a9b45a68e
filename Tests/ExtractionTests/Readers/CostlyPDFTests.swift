import Extraction
import PosternKit
import Testing

@Suite("PDF pages that cost much to draw")
struct CostlyPDFTests {
  /// White letters make a page be drawn: only a drawing tells whether they show.
  private static let white = "q 1 1 1 rg BT /F 12 Tf 50 700 Td (White words) Tj ET Q "
  private static let words = "BT /F 12 Tf 50 600 Td (Kai has severe epilepsy) Tj ET "

  private func read(_ content: String, resources: String = "", with build: (inout PDFBuilder) -> Void = { _ in })
    -> Sample
  {
    Sample(PDFBuilder.document([content], resources: resources, with: build), name: "a.pdf")
  }

  @Test(
    "a path of half a million lines across the page, filled, stroked, dashed or clipped to",
    arguments: ["f*", "S", "[0.01 0.01] 0 d S", "W n"])
  func path(ending: String) {
    let lines = (0..<500_000).map { "\($0 * 7 % 600) \($0 * 13 % 800) l" }.joined(separator: " ")
    let painting = ending.hasPrefix("[") ? "[0.01 0.01] 0 d" : ""
    let sample = read(
      "\(Self.white)\(Self.words) q \(painting) 0 0 m \(lines) \(ending.split(separator: " ").last ?? "") Q")
    #expect(sample.text(.visible).contains("severe epilepsy"))
    #expect(sample.text(.hiddenText).contains("White words"))
  }

  @Test("a pattern of half a billion tiles")
  func tiles() {
    let sample = read(
      Self.white + Self.words + String(repeating: "/Pattern cs /P scn 0 0 600 800 re f ", count: 50),
      resources: "/Pattern<</P 1 0 R>>"
    ) { pdf in
      pdf.add(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<<>>",
        stream: Array(String(repeating: "1 0 0 rg 0 0 1 1 re f ", count: 100).utf8))
    }
    #expect(sample.text(.visible).contains("severe epilepsy"))
  }

  @Test("shadings by a function of four thousand steps")
  func shadings() {
    let sample = read(
      Self.words + String(repeating: "/S sh ", count: 300), resources: "/Shading<</S 1 0 R>>"
    ) { pdf in
      pdf.add(
        "<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 1 0 1]/Matrix[600 0 0 800 0 0]/Function 2 0 R>>")
      pdf.add(
        "/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]",
        stream: Array(("{" + String(repeating: " dup sin exch pop ", count: 2_000) + " 0 }").utf8))
    }
    #expect(sample.text(.visible).contains("severe epilepsy") || sample.part.unreadableKind == .timedOut)
  }

  @Test("letters that draw themselves, and each of them twenty more")
  func letters() {
    let sample = read(
      "\(Self.white)\(Self.words) BT /T 12 Tf 50 700 Td (\(String(repeating: "a", count: 100))) Tj ET",
      resources: "/Font<</F 3 0 R/T 1 0 R>>"
    ) { pdf in
      pdf.add(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 2 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]/Resources<</Font<</T 1 0 R>>>>>>"
      )
      pdf.add(stream: Array("1 0 d0 BT /T 1 Tf (aaaaaaaaaaaaaaaaaaaa) Tj ET".utf8))
      pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    }
    #expect(sample.part.unreadable != nil || sample.text(.visible).contains("severe epilepsy"))
  }

  @Test("a picture drawn thousands of times, on a page that is a scan, ends with the time for a page")
  func pictures() {
    let sample = read(
      String(repeating: "q 600 0 0 800 0 0 cm /I Do Q ", count: 5_000), resources: "/XObject<</I 1 0 R>>"
    ) { pdf in
      pdf.add(
        "/Subtype/Image/Width 3000/Height 3000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode",
        stream: PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 9, of: 0x40)))
    }
    #expect(sample.part.unreadable == "PDF document: page 1: it takes longer to draw than is waited for")
    #expect(sample.part.unreadableKind == .timedOut)
  }

  @Test("groups inside groups, each with a picture of the page, are drawn to a depth")
  func groups() {
    let sample = read("\(Self.white)\(Self.words) /X Do", resources: "/XObject<</X 1 0 R>>") { pdf in
      for level in 0..<24 {
        let inner = level == 23 ? "" : "/Resources<</XObject<</X \(pdf.next + 1) 0 R>>>>"
        pdf.add(
          "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency/I true>>\(inner)",
          stream: Array((level == 23 ? "0 0 1 rg 0 0 600 800 re f" : "/X Do").utf8))
      }
    }
    #expect(sample.text(.visible).contains("severe epilepsy"))
    #expect(sample.part.unreadable == nil)
  }
}
