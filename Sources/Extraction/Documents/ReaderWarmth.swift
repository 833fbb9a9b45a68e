import CGSF

/// Takes the ways of the libraries that load late once, before files become unreachable: Poppler's tables, fontconfig's
/// list of fonts, Tesseract's model.
enum ReaderWarmth {
  static func prepare() {
    gsf_init()
    PDFReader.prepare()
    TextRecogniser.prepare()
    var budget = DocumentBudget(ExtractionLimits())
    Array(document.utf8).withUnsafeBytes { bytes in
      let file = DocumentFile(bytes: bytes, name: nil, format: .pdf, words: "", passwords: [])
      _ = PDFReader.read(file, budget: &budget)
    }
    let grey = TextRecogniser.Grey(width: 64, height: 64, points: [UInt8](repeating: 255, count: 64 * 64))
    _ = TextRecogniser.recognise(grey, budget: &budget)
  }

  /// A page with white letters, which has to be drawn, in a font that is not in the file.
  private static let document = """
    %PDF-1.4
    1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
    2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
    3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj
    4 0 obj <</Length 58>> stream
    1 1 1 rg BT /F 12 Tf 9 50 Td (white) Tj ET 0 0 9 9 re f   
    endstream endobj
    5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
    trailer <</Root 1 0 R>>

    """
}
