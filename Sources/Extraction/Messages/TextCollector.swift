import MIME

/// Goes through a message's parts, and collects texts and readings.
///
/// Texts are read first and documents after them, because a text may say a document's password; what comes out is in
/// the message's order all the same.
struct TextCollector {
  let limits: ExtractionLimits
  /// The part of the outer message that is being read; nil for its header.
  var current: Int?
  var parts: [PartReading] = []
  var ambiguities: [Ambiguity] = []
  /// Texts of each part; the header's are first.
  var texts: [[ExtractedText]] = [[]]
  /// What documents may still cost, in the message and in the current part.
  var budget: DocumentBudget
  var share: DocumentBudget
  /// Passwords that stand in the message.
  var passwords: [String] = []
  /// Of invitations, in their order.
  var guests: [String] = []
  /// What the files of the current part came to.
  var leaves = LeafTally()
  /// The current part's own place, which need not be said again in what is said about it.
  var partWords = ""
  var bytesLeft: Int
  var partBytesLeft: Int
  var noted: Set<Ambiguity> = []
  var hasOpenedDocuments = false

  init(limits: ExtractionLimits) {
    self.limits = limits
    budget = DocumentBudget(limits)
    share = budget
    bytesLeft = limits.totalTextBytes
    partBytesLeft = limits.textBytes
  }

  /// Everything in order.
  var result: ExtractedMessage {
    let all = texts.flatMap { $0 }
    return ExtractedMessage(
      texts: all, parts: parts, ambiguities: ambiguities, shareLinks: ShareLink.all(in: all), guests: guests,
      hasOpenedDocuments: hasOpenedDocuments)
  }

  /// Reads the outer message.
  mutating func read(_ message: ParsedMessage) {
    let places = PlaceWords(message)
    ambiguities = message.ambiguities
    noted = Set(ambiguities)
    parts = [PartReading](repeating: PartReading(), count: message.parts.count)
    texts = [[ExtractedText]](repeating: [], count: message.parts.count + 1)
    header(message.header, prefix: "")
    var documents: [Int] = []
    for (index, part) in message.parts.enumerated() {
      begin(index, places)
      about(part, words: places.words[index], within: places.within[index])
      protection(of: part, index)
      guard !part.content.isContainer else { continue }
      let kind = part.content.withBytes { FileKind($0, type: part.type, name: part.name) }
      parts[index].contentType = kind.mediaType
      if part.isAttachment || part.name != nil {
        parts[index].isMismatch = FileGroup.isMismatch(kind, type: part.type, name: part.name)
      }
      if case .document = kind.family {
        documents.append(index)
      } else {
        content(part, kind, places.words[index], message)
      }
      end(index)
    }
    if !documents.isEmpty { passwords = PasswordFinder.candidates(in: texts.joined()) }
    for index in documents {
      let part = message.parts[index]
      begin(index, places)
      let kind = part.content.withBytes { FileKind($0, type: part.type, name: part.name) }
      content(part, kind, places.words[index], message)
      end(index)
    }
  }

  /// Reads a file that came without a message.
  mutating func read(file bytes: UnsafeRawBufferPointer, name: String) {
    parts = [PartReading()]
    texts = [[], []]
    current = 0
    partWords = name
    let item = FileItem(name: name, words: name, depth: 0)
    let kind = FileKind(bytes, type: "", name: name)
    parts[0].contentType = kind.mediaType
    parts[0].isMismatch = FileGroup.isMismatch(kind, type: "", name: name)
    leaves = LeafTally()
    share = budget.share(limits)
    file(bytes, item, kind)
    end(0)
  }

  // MARK: - Parts of the outer message

  private mutating func begin(_ index: Int, _ places: PlaceWords) {
    current = index
    partWords = places.words[index]
    partBytesLeft = limits.textBytes
    leaves = LeafTally()
    share = budget.share(limits)
  }

  private mutating func end(_ index: Int) {
    budget.spend(from: budget.share(limits), to: share)
    // What the mail's own cryptography says comes before what the file in it says, apart from a mere signature.
    if parts[index].protection == .none || (parts[index].protection == .signed && leaves.state.hidesContent) {
      parts[index].protection = leaves.state
    }
  }

  private mutating func protection(of part: MIMEPart, _ index: Int) {
    switch part.protection {
    case .none: break
    case .signed: parts[index].protection = .signed
    case .encrypted: parts[index].protection = .encryptedMail
    }
  }

  private mutating func content(_ part: MIMEPart, _ kind: FileKind, _ words: String, _ message: ParsedMessage) {
    part.content.withBytes { bytes in
      guard bytes.count > 0 else { return }
      if part.protection == .encrypted, Self.isCipherText(part, message) {
        // Armour is text, and what stands around it may be read.
        if kind.family != .text { return }
      } else if part.protection == .signed, case .unreadable = kind.family {
        return markUnreadable("signed mail (S/MIME): not read yet", .other, words: words)
      }
      file(bytes, FileItem(part, words: words, depth: 0), kind)
    }
  }

  /// Whether an encrypted part's own bytes are what nobody can read, and not an explanation beside them.
  private static func isCipherText(_ part: MIMEPart, _ message: ParsedMessage) -> Bool {
    switch part.type {
    case "application/pgp-encrypted": false
    case "text/plain" where part.parent.map { message.parts[$0].type == "multipart/encrypted" } ?? false:
      part.content.withBytes { $0.containsRun(Array("-----BEGIN PGP MESSAGE-----".utf8)) }
    default: true
    }
  }
}

/// What the files in one part came to, so that the part can be said to be protected or not.
struct LeafTally {
  /// Files that anybody can read, or could if Postern could.
  var open = 0
  /// Files that need a password, and the weakest way in which one does.
  var locked = 0
  var isWeak = false
  /// One that is encrypted mail, or a secure-mail service's package.
  var isSealed = false
  /// One that is protected against changes alone.
  var isEditOnly = false

  /// Protected is only what holds nothing open.
  var state: ProtectionState {
    if locked > 0, open == 0 { return isWeak ? .weakPassword : isSealed ? .encryptedMail : .openPassword }
    return isEditOnly ? .editOnly : .none
  }
}
