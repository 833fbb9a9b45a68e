import Extraction
import PosternKit
import Testing

@Suite("PDF documents that mean harm")
struct HostilePDFTests {
  private static let words = "BT /F 12 Tf 50 700 Td (Kai has severe epilepsy) Tj ET"

  private func read(_ bytes: [UInt8], _ change: (inout ExtractionLimits) -> Void = { _ in }) -> Sample {
    var limits = ExtractionLimits()
    limits.recognitionMilliseconds = 0
    change(&limits)
    return Sample(bytes, name: "a.pdf", limits: limits)
  }

  /// A page of one stream with a dictionary of one's own.
  private func page(_ about: String, _ stream: [UInt8], more: String = "") -> [UInt8] {
    var pdf = PDFBuilder()
    let root = pdf.add("<</Type/Catalog/Pages 2 0 R>>")
    pdf.add("<</Type/Pages/Kids[3 0 R]/Count 1>>")
    pdf.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents [4 0 R\(more)]/Resources<</Font<</F 5 0 R>>>>>>")
    pdf.add(about, stream: stream)
    pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    return pdf.bytes(root: root)
  }

  @Test("content that unpacks to half a gigabyte is not run, and its page not called read")
  func flate() {
    let bomb = PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 500, of: 0x20))
    let whole = read(page("/Filter/FlateDecode", bomb))
    #expect(whole.part.unreadable == "PDF document: page 1: unpacked it is larger than what is read")
    #expect(whole.part.unreadableKind == .tooLarge)
    let tight = read(page("/Filter/FlateDecode", bomb)) { $0.expansion = 10 }
    #expect(tight.part.unreadable?.contains("page 1: unpacked it is many hundred times larger") == true)
    let twice = PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 8))
    #expect(read(page("/Filter[/FlateDecode/FlateDecode]", twice)).part.unreadable != nil)
  }

  @Test("the bound is the message's: many pages of honest size reach it, and those before are read")
  func together() {
    let content = Self.words + String(repeating: " ", count: 1 << 20)
    let sample = read(PDFBuilder.document(Array(repeating: content, count: 12))) { $0.partDecodedBytes = 8 << 20 }
    #expect(sample.part.unreadableKind == .tooLarge)
    #expect(sample.place("severe epilepsy") == "page 1")
  }

  @Test("forms that draw forms that draw forms, ten of each, end with the time for a page")
  func fan() {
    let bytes = PDFBuilder.document(["/X Do"], resources: "/XObject<</X 1 0 R>>") { pdf in
      for level in 0..<14 {
        let inner = level == 13 ? "" : "/Resources<</XObject<</X \(pdf.next + 1) 0 R>>>>"
        pdf.add(
          "/Type/XObject/Subtype/Form/BBox[0 0 600 800]\(inner)",
          stream: Array(String(repeating: "/X Do ", count: 10).utf8))
      }
    }
    #expect(read(bytes).part.unreadable == "PDF document: page 1: it takes longer to draw than is waited for")
  }

  @Test("forms deeper inside one another than any program makes them are told; one that draws itself is drawn once")
  func nesting() {
    let deep = PDFBuilder.document(["/X Do"], resources: "/XObject<</X 1 0 R>>") { pdf in
      for level in 0..<200 {
        let inner = level == 199 ? "" : "/Resources<</XObject<</X \(pdf.next + 1) 0 R>>>>"
        pdf.add("/Type/XObject/Subtype/Form/BBox[0 0 600 800]\(inner)", stream: Array("/X Do".utf8))
      }
    }
    #expect(read(deep).part.unreadable?.contains("deeper inside one another than is read") == true)
    let own = PDFBuilder.document(["/X Do \(Self.words)"], resources: "/XObject<</X 1 0 R>>") { pdf in
      pdf.add(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X 1 0 R>>>>", stream: Array("/X Do".utf8))
    }
    #expect(read(own).text(.visible).contains("severe epilepsy"))
  }

  @Test("a page of half a million letters is no page")
  func letters() {
    let line = "(\(String(repeating: "a", count: 1000))) Tj "
    let content = "BT /F 12 Tf 50 700 Td " + String(repeating: line, count: 500) + "ET"
    #expect(read(PDFBuilder.document([content])).part.unreadable?.contains("more letters than are read") == true)
  }

  @Test("pages that the document's own count leaves out are told")
  func count() {
    var pdf = PDFBuilder()
    let root = pdf.add("<</Type/Catalog/Pages 2 0 R>>")
    pdf.add("<</Type/Pages/Kids[3 0 R 4 0 R]/Count 1>>")
    for number in [5, 6] {
      pdf.add(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents \(number) 0 R/Resources<</Font<</F 7 0 R>>>>>>")
    }
    for _ in 0..<2 { pdf.add(stream: Array(Self.words.utf8)) }
    pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    #expect(read(pdf.bytes(root: root)).part.unreadable == "PDF document: it has more pages than it says")
  }

  @Test("trees of pages that are deep, bite their own tail, or hold one page for ever come to an end", arguments: 0..<3)
  func trees(shape: Int) {
    var pdf = PDFBuilder()
    let root = pdf.add("<</Type/Catalog/Pages 2 0 R>>")
    switch shape {
    case 0: for _ in 0..<50_000 { pdf.add("<</Type/Pages/Count 1/Kids[\(pdf.next + 1) 0 R]>>") }
    case 1: pdf.add("<</Type/Pages/Count 100000/Kids[2 0 R 2 0 R]>>")
    default:
      let kids = String(repeating: "3 0 R ", count: 200_000)
      pdf.add("<</Type/Pages/Count 200000/Kids[\(kids)]>>")
    }
    pdf.add("<</Type/Page/MediaBox[0 0 9 9]>>")
    #expect(read(pdf.bytes(root: root)).part.unreadable != nil)
  }

  @Test("a picture of a billion points is not drawn")
  func picture() {
    let bytes = PDFBuilder.document(["600 0 0 800 0 0 cm /I Do"], resources: "/XObject<</I 1 0 R>>") { pdf in
      pdf.add(
        "/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode",
        stream: PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 100)))
    }
    #expect(
      read(bytes) { $0.recognitionMilliseconds = 5_000 }.part.unreadable
        == "PDF document: scanned page 1 not read: its picture has too many points")
  }

  @Test("a page of which a piece is missing or cannot be decoded is damaged, not read")
  func pieces() {
    let words = Array(Self.words.utf8)
    #expect(read(page("", words)).part.unreadable == nil)
    for damaged in [
      page("", words, more: " 99 0 R"), page("/Filter/NoSuchDecode", words),
      page("/Filter/FlateDecode", Array(PDFBuilder.zlib(ZipBuilder.zeros(megabytes: 1)).dropLast(2000))),
    ] {
      #expect(read(damaged).part.unreadable == "PDF document: page 1: a piece of its content is damaged")
    }
  }
}
