/// Families of documents, each read by one reader.
enum DocumentFormat: String, CaseIterable, Hashable {
  case archive
  /// Office Open XML (ECMA-376).
  case wordXML, excelXML, powerPointXML
  /// Excel's binary workbook in a zip file ([MS-XLSB]).
  case excelBinary
  case openDocument
  /// An OLE file that holds an encrypted Office Open XML document ([MS-OFFCRYPTO]).
  case lockedOffice
  /// An embedded object's OLE coat around another file.
  case oleObject
  /// Office's formats until 2003, in OLE files.
  case oldWord, oldExcel, oldPowerPoint
  case outlookMessage, tnef, rtf, pdf, picture
  /// A message inside its signature (S/MIME).
  case signedMail
}

/// The one table of readers. A format without one is `unreadable`: not read yet.
enum DocumentReaders {
  static func reader(of format: DocumentFormat) -> (any DocumentReader.Type)? {
    switch format {
    case .archive: ArchiveReader.self
    case .wordXML: WordReader.self
    case .excelXML: ExcelReader.self
    case .powerPointXML: PowerPointReader.self
    case .excelBinary: ExcelBinaryReader.self
    case .openDocument: OpenDocumentReader.self
    case .lockedOffice: LockedOfficeReader.self
    case .oleObject: OLEObjectReader.self
    case .oldWord: OldWordReader.self
    case .oldExcel: OldExcelReader.self
    case .oldPowerPoint: OldPowerPointReader.self
    case .outlookMessage: OutlookMessageReader.self
    case .tnef: TNEFReader.self
    case .rtf: RTFReader.self
    case .pdf: PDFReader.self
    case .picture: PictureReader.self
    case .signedMail: SignedMailReader.self
    }
  }

  /// Which sort of unreadable a format is that nobody can read.
  static func unreadableKind(of format: DocumentFormat) -> UnreadableKind {
    switch format {
    case .archive: .archive
    case .pdf: .pdf
    case .picture: .picture
    case .tnef, .outlookMessage, .signedMail: .other
    default: .office
    }
  }
}
