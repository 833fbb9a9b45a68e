import Detection
import Extraction

extension IdentifierKind {
  /// As people call it.
  var words: String {
    switch self {
    case .upn: "unique pupil number (UPN)"
    case .uln: "unique learner number (ULN)"
    case .uci: "candidate identifier (UCI)"
    case .nhsNumber: "NHS number"
    case .chiNumber: "CHI number"
    case .hcNumber: "health and care number"
    case .nino: "National Insurance number"
    case .trn: "teacher reference number"
    case .utr: "tax reference (UTR)"
    case .passport: "passport number"
    case .drivingLicence: "driving licence number"
    case .visa: "visa number"
    case .dbsCertificate: "DBS certificate number"
    case .cardNumber: "payment card number"
    case .iban: "IBAN"
    case .sortCode: "sort code"
    case .bankAccount: "bank account number"
    case .dateOfBirth: "date of birth"
    case .postcode: "postcode"
    case .phone: "phone number"
    case .emailAddress: "email address"
    case .vehicleRegistration: "vehicle registration"
    case .ipAddress: "IP address"
    case .macAddress: "MAC address"
    case .caseReference: "case reference"
    case .password: "password"
    case .oneTimeCode: "one-time code"
    case .secretKey: "secret key"
    }
  }
}

extension TextKind {
  /// What a reader has to know of a text besides its place; nil for what everybody sees.
  var words: String? {
    switch self {
    case .visible, .subject, .header, .fileName: nil
    case .hidden: "Hidden: whoever opens the message does not see this text"
    case .comment: "Hidden: comments in the source of the page"
    case .preamble, .epilogue: "Most mail programs do not show this text"
    case .property: "Titles, link targets and properties: not shown at first sight"
    case .hiddenSheet: "Hidden sheet"
    case .hiddenRows: "Hidden rows"
    case .hiddenColumns: "Hidden columns"
    case .hiddenSlide: "Hidden slide"
    case .hiddenText: "Hidden text in the document"
    case .offPage: "Hidden: outside the page"
    case .trackedChange: "Tracked changes: deleted or moved, and still in the file"
    case .speakerNotes: "Speaker notes"
    case .pivotCache: "Hidden: a copy of data that a pivot table keeps"
    case .externalLink: "Hidden: a copy of data out of another workbook"
    case .altText: "Words that stand for a picture"
    case .headerFooter: "Header or footer"
    case .footnote: "Footnote"
    case .formField: "Form field"
    case .recognised: "Recognised in a picture: letters may be wrong"
    }
  }

  /// A reader of the message or file does not see it.
  var isUnseen: Bool {
    switch self {
    case .hidden, .comment, .preamble, .epilogue, .hiddenSheet, .hiddenRows, .hiddenColumns, .hiddenSlide, .hiddenText,
      .offPage, .trackedChange, .pivotCache, .externalLink, .property:
      true
    case .visible, .subject, .header, .fileName, .speakerNotes, .altText, .headerFooter, .footnote, .formField,
      .recognised:
      false
    }
  }
}

extension ProtectionState {
  /// Nil where there is none.
  var words: String? {
    switch self {
    case .none: nil
    case .openPassword: "It needs a password to be opened, so that its content cannot be shown."
    case .weakPassword:
      "It needs a password to be opened, and its protection is easily broken. Its content cannot be shown."
    case .editOnly: "It is protected against changes alone: anybody can read it."
    case .signed: "It is signed."
    case .encryptedMail: "It is encrypted mail, so that its content cannot be shown."
    }
  }
}
