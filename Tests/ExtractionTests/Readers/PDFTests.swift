import Extraction
import PosternKit
import Testing

@Suite("PDF documents")
struct PDFTests {
  @Test("each text is read with its page and its kind: hidden ones, remarks, forms, links, files inside")
  func marks() throws {
    let sample = try Sample("marks.pdf")
    #expect(sample.part.unreadable == nil)
    #expect(sample.part.protection == .none)
    #expect(sample.text(.visible).contains("Visible words about the museum"))
    #expect(sample.place("Second page about lunch") == "page 2")
    #expect(sample.text(.hiddenText).contains("White words about epilepsy"))
    #expect(sample.text(.hiddenText).contains("Tiny words about asthma"))
    #expect(!sample.text(.visible).contains("White words"))
    #expect(sample.text(.offPage).contains("Words beside the page about adoption"))
    #expect(sample.place("about adoption") == "page 1 › text outside the page")
    #expect(sample.text(.comment).contains("Remark about a safeguarding call"))
    #expect(sample.text(.formField).contains("pupil: Fieldname Filledin"))
    let properties = sample.text(.property)
    for words in [
      "Trip to Ashmere", "Jo Carter", "outing", "Bookmark about the coach", "https://example.org/list-of-pupils",
    ] {
      #expect(properties.contains(words))
    }
    #expect(sample.place("attached asthma plan") == "attached files › needs.csv")
    #expect(sample.text(.fileName).contains("needs.csv"))
    #expect(sample.part.notes.contains("page 1 has text outside the page"))
    #expect(sample.part.notes.contains("page 1 has text that cannot be seen (white, tiny or without ink)"))
  }

  @Test("files inside that are only named, missing or no files at all keep nobody from reading the others")
  func filesInside() {
    let names = "[(a)1 0 R(b)2 0 R(c)99 0 R(d)(words)(e)3 0 R(f)5 0 R]"
    let bytes = PDFBuilder.document(
      ["BT /F 12 Tf (Page) Tj ET"], catalogue: "/Names<</EmbeddedFiles<</Names\(names)>>>>"
    ) { pdf in
      pdf.add("<</Type/Filespec/F(elsewhere.txt)/Desc(kept by the nurse)>>")
      pdf.add("<</Type/Filespec/F(gone.txt)/EF<</F 98 0 R>>>>")
      // "médecin.txt" in PDFDocEncoding, and a name in UTF-16.
      pdf.add("<</Type/Filespec/F(m\\351decin.txt)/EF<</F 4 0 R>>>>")
      pdf.add("/Type/EmbeddedFile", stream: Array("asthma plan".utf8))
      pdf.add("<</Type/Filespec/F(x)/UF<FEFF0161002E007400780074>/EF<</UF 6 0 R/F 6 0 R>>>>")
      pdf.add("/Type/EmbeddedFile", stream: Array("care plan".utf8))
    }
    let message = bytes.withUnsafeBytes { Extractor.extract(file: $0, name: "a.pdf") }
    #expect(message.parts.first?.unreadable == nil)
    let texts = message.texts.map { "\($0.place.words): \($0.plain)" }
    for words in [
      "attached files › médecin.txt: asthma plan", "attached files › š.txt: care plan",
      "attached files: kept by the nurse",
    ] {
      #expect(texts.contains { $0.hasSuffix(words) }, "\(texts)")
    }
    let told = message.texts.filter { $0.kind == .fileName }.map(\.plain).joined(separator: "\n")
    for name in ["elsewhere.txt", "gone.txt", "médecin.txt", "š.txt"] { #expect(told.contains(name), "\(told)") }
  }

  @Test("white on a dark bar is an ordinary heading")
  func headings() throws {
    #expect(try Sample("marks.pdf").text(.visible).contains("White heading on a blue bar"))
  }

  @Test("a password for opening protects, one for changing does not")
  func passwords() throws {
    let locked = try Sample("password.pdf")
    #expect(locked.part.protection == .openPassword)
    #expect(locked.part.unreadable == nil)
    #expect(!locked.texts.contains { $0.flat.contains("court") })
    let owned = try Sample("owner.pdf")
    #expect(owned.part.protection == .editOnly)
    #expect(owned.text(.visible).contains("Locked words about a court order"))
  }

  @Test("a password that the mail gives is tried")
  func passwordInMail() throws {
    let sample = try Sample(attached: "password.pdf", to: "The password is Blue-Heron7")
    #expect(sample.text(.visible).contains("Locked words about a court order"))
    #expect(sample.part.protection == .openPassword)
  }

  @Test("Chinese, Japanese and Korean fonts that are not in the file")
  func eastAsian() throws {
    let text = try Sample("cjk.pdf").text(.visible)
    for words in ["保健室の記録", "学生名单", "학생 명단"] { #expect(text.contains(words)) }
  }

  @Test("a scanned page is recognised, and said to be unread where there is no time for it")
  func scan() throws {
    let sample = try Sample("scan.pdf")
    #expect(sample.text(.recognised).contains("severe epilepsy"))
    #expect(sample.place("severe epilepsy") == "page 1 › scan")
    var limits = ExtractionLimits()
    limits.recognitionMilliseconds = 0
    let hasty = try Sample("scan.pdf", limits: limits)
    #expect(hasty.part.unreadableKind == .picture)
    #expect(hasty.part.unreadable == "PDF document: scanned page 1 not read: the time for reading pictures was used up")
  }

  @Test("a layer that is switched off is read, and told")
  func layers() {
    let sample = Sample(Array(Self.layered.utf8), name: "layers.pdf")
    #expect(sample.text(.visible).contains("shown layer"))
    #expect(sample.text(.hiddenText).contains("unseen layer"))
    #expect(sample.part.notes.contains("layer 'Draft' is hidden"))
  }

  @Test("more pages than are read is told")
  func pages() throws {
    var limits = ExtractionLimits()
    limits.pages = 1
    let sample = try Sample("marks.pdf", limits: limits)
    #expect(sample.part.unreadableKind == .tooLarge)
    #expect(sample.text(.visible).contains("Visible words"))
  }

  @Test("what is no PDF document behind its first line is damaged")
  func damaged() {
    let sample = Sample(Array("%PDF-1.7\nnothing of the sort\u{1}\u{2}".utf8), name: "a.pdf")
    #expect(sample.part.unreadableKind == .damaged)
  }

  private static let layered = """
    %PDF-1.5
    1 0 obj <</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]/Order[6 0 R]>>>>>> endobj
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
    3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>>> endobj
    4 0 obj <</Length 118>> stream
    BT /F 12 Tf 9 250 Td (shown layer) Tj ET
    /OC /L BDC BT /F 12 Tf 9 150 Td (unseen layer) Tj ET EMC
                        
    endstream endobj
    5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
    6 0 obj <</Type/OCG/Name(Draft)>> endobj
    trailer <</Root 1 0 R>>

    """
}
