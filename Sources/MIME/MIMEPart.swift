/// One part of a message's tree, with what its header says. The content is decoded when it is first asked for.
public struct MIMEPart {
  /// What cryptography was done to a part, as its type or its first line says. Nothing is verified.
  public enum Protection: Sendable, Hashable {
    case none
    /// multipart/signed, application/pkcs7-mime with signed data, or an inline PGP signature: the text can be read.
    case signed
    /// multipart/encrypted (RFC 1847), enveloped S/MIME (RFC 8551) or an inline PGP message: it cannot.
    case encrypted
  }

  /// Why a part stands in the list although it is not a part of the tree as most programs read it.
  public enum Reading: Sendable, Hashable {
    /// The body split by another of the boundaries that its header names.
    case otherBoundary
    /// The part as another of its doubled headers describes it (type or transfer encoding).
    case otherHeader
    /// A base64 body up to its first fault, as strict programs read it.
    case strictPrefix
    /// Bytes as they stand, without decoding or structure.
    case raw
    /// A file written into a text by uuencode or yEnc.
    case embeddedFile
  }

  /// "1.2" as in IMAP's section numbers (RFC 9051 §6.4.5); "TEXT" for the multipart that is a whole message's body.
  public internal(set) var number: String
  /// Index of the part that holds it; nil for the outermost.
  public internal(set) var parent: Int?
  /// Levels below the outermost part, which is 0.
  public internal(set) var depth: Int
  /// Media type as declared, lower case; "text/plain" where nothing usable is declared (RFC 2045 §5.2).
  public internal(set) var type: String
  /// Parameters of Content-Type, names in lower case, values decoded (RFC 2231).
  public internal(set) var parameters: [String: String] = [:]
  /// Decoded file name: `filename*`, `filename`, then `name`; RFC 2047 words in them are decoded, as many programs write them.
  public internal(set) var name: String?
  /// Further names that another program could show instead of `name`.
  public internal(set) var otherNames: [String] = []
  /// "inline", "attachment" or another word in lower case; nil when there is no Content-Disposition (RFC 2183).
  public internal(set) var disposition: String?
  /// True when a mail program would show it as an attachment.
  public internal(set) var isAttachment = false
  /// Content-Transfer-Encoding as declared, lower case; "7bit" where nothing is declared.
  public internal(set) var transferEncoding = "7bit"
  /// Content-ID without its angle brackets: a picture with one is usually part of an HTML body.
  public internal(set) var contentID: String?
  /// Content-Description, decoded.
  public internal(set) var description: String?
  public internal(set) var protection = Protection.none
  /// For an embedded message (message/rfc822 or a mail file): what its own header says.
  public internal(set) var message: MessageHeader?
  /// Set for readings beside the usual one.
  public internal(set) var reading: Reading?
  /// Bytes of header (with the empty line) and body in the raw mail, for splicing; nil for what does not stand there as such.
  public internal(set) var headerRange: Range<Int>?
  public internal(set) var bodyRange: Range<Int>?
  /// Text before the first and after the last boundary of a multipart, as bytes; empty when there is none but white space.
  public internal(set) var preamble: [UInt8] = []
  public internal(set) var epilogue: [UInt8] = []
  /// The body, decoded. Empty for multiparts; an embedded message keeps its bytes, though its text stands in the parts below it.
  public internal(set) var content: PartContent

  /// The declared charset, lower case.
  public var charset: String? { parameters["charset"]?.lowercased() }
  /// A multipart holds parts and has no content of its own.
  public var isMultipart: Bool { content.isContainer && message == nil && type.hasPrefix("multipart/") }
}

/// What a message's header says, the outermost one's or an embedded one's.
public struct MessageHeader: Sendable, Hashable {
  public var facts: HeaderFacts
  /// Texts that people write into headers, in their order: Subject, display names, Comments, Keywords, Thread-Topic.
  public var texts: [HeaderText]

  public init(facts: HeaderFacts = HeaderFacts(), texts: [HeaderText] = []) {
    self.facts = facts
    self.texts = texts
  }
}

/// One decoded header value that a person wrote.
public struct HeaderText: Sendable, Hashable {
  /// The header's name as in the standard: "Subject".
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
