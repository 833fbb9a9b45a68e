import CQPDF

/// What can be done to a file so that nobody reads it without a password.
public enum Lockability: Sendable, Hashable {
  /// A whole Office Open XML document (ECMA-376), which Office itself opens with a password.
  case office
  /// A whole PDF document without restrictions or signatures.
  case pdf
  /// Nobody reads it without a password or key already.
  case locked
  /// Anything else; `reason` says why a document is not taken as one, nil for what is none.
  case other(reason: Reason?)

  public enum Reason: String, CaseIterable, Sendable, Hashable {
    /// Its own program might not open it again.
    case damaged
    /// A password would break its signature.
    case signed
    /// Its author forbade changes to it.
    case restricted
    /// It needs a password that is soon broken, or that programs know.
    case weak
  }
}

extension Lockability {
  /// Looks at a file's content, with its declared type (lower case) and name. What is doubtful is `other`.
  public init(_ bytes: UnsafeRawBufferPointer, type: String, name: String?) {
    switch FileKind(bytes, type: type, name: name).family {
    case .document(.wordXML), .document(.excelXML), .document(.powerPointXML), .document(.excelBinary):
      self = Self.package(bytes)
    case .document(.pdf): self = Self.pdf(bytes)
    case .document(.lockedOffice): self = Self.lockedOffice(bytes)
    case .document(.archive): self = Self.isLocked(archive: bytes)
    case .document(let format) where [.oldWord, .oldExcel, .oldPowerPoint, .openDocument].contains(format):
      self = Self.read(bytes, as: format)
    case .unreadable(.office), .unreadable(.pdf), .unreadable(.damaged): self = .other(reason: .damaged)
    default: self = .other(reason: nil)
    }
  }

  /// A zip file whose directory was found, with the list of types that every such package has (ECMA-376 part 2 §10.1.2).
  private static func package(_ bytes: UnsafeRawBufferPointer) -> Lockability {
    guard let directory = ZipDirectory(bytes), directory.names.contains("[content_types].xml") else {
      return .other(reason: .damaged)
    }
    return directory.encrypted == 0 ? .office : .other(reason: nil)
  }

  private static func pdf(_ bytes: UnsafeRawBufferPointer) -> Lockability {
    var data: qpdf_data? = qpdf_init()
    defer { qpdf_cleanup(&data) }
    qpdf_silence_errors(data)
    qpdf_set_suppress_warnings(data, 1)
    let outcome = qpdf_read_memory(
      data, "", bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), "")
    // Bit 0x2: errors; bit 0x1: warnings.
    if outcome & 2 != 0 {
      // Taking the error keeps it from standard error.
      let isLocked = qpdf_get_error_code(data, qpdf_get_error(data)) == qpdf_e_password
      return isLocked ? .locked : .other(reason: .damaged)
    }
    if outcome & 1 != 0 { return .other(reason: .damaged) }
    if qpdf_is_encrypted(data) != 0 { return .other(reason: .restricted) }
    // A signature names the bytes that it holds for, always in clear (ISO 32000-1 §12.8.1).
    return bytes.firstPlace(of: Array("/ByteRange".utf8)) == nil ? .pdf : .other(reason: .signed)
  }

  private static func lockedOffice(_ bytes: UnsafeRawBufferPointer) -> Lockability {
    guard let storage = OLEFile(bytes), let info = storage.stream("EncryptionInfo", limit: 1 << 20),
      let lock = OfficeLock(info)
    else { return .locked }
    // Excel's own password, by which it hides what is merely not to be changed.
    return lock.key("VelvetSweatshop") == nil ? .locked : .other(reason: .weak)
  }

  /// Locked is an archive in which each entry is, by a cipher that holds.
  private static func isLocked(archive bytes: UnsafeRawBufferPointer) -> Lockability {
    if bytes.starts(with: [0x50, 0x4B]) {
      guard let directory = ZipDirectory(bytes), directory.encrypted == directory.files, directory.files > 0 else {
        return .other(reason: nil)
      }
      if directory.weak > 0 { return .other(reason: .weak) }
    } else if bytes.starts(with: Array("Rar!".utf8)) {
      let headers = RARHeaders(bytes)
      let isLocked = headers.areNamesLocked || (!headers.names.isEmpty && headers.locked.count == headers.names.count)
      return isLocked && !headers.isCut ? .locked : .other(reason: nil)
    } else {
      // libarchive does not tell which files of a 7z archive are locked.
      return bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) ? read(bytes, as: .archive) : .other(reason: nil)
    }
    guard let archive = Archive(bytes, .any) else { return .other(reason: nil) }
    var entries = 0
    while entries < 10_000 {
      switch archive.next() {
      case .namesLocked: return .locked
      case .end: return entries > 0 ? .locked : .other(reason: nil)
      case .damaged: return .other(reason: nil)
      case .entry(let entry):
        if entry.isFolder { continue }
        guard entry.isEncrypted else { return .other(reason: nil) }
        entries += 1
      }
    }
    return .other(reason: nil)
  }

  private static func read(_ bytes: UnsafeRawBufferPointer, as format: DocumentFormat) -> Lockability {
    var budget = DocumentBudget(ExtractionLimits())
    let file = DocumentFile(bytes: bytes, name: nil, format: format, words: "", passwords: [])
    switch DocumentReaders.reader(of: format)?.read(file, budget: &budget).protection {
    case .openPassword: return .locked
    case .weakPassword: return .other(reason: .weak)
    default: return .other(reason: nil)
    }
  }
}

extension Lockability.Reason {
  /// For a person.
  public var words: String {
    switch self {
    case .damaged: "the document is damaged"
    case .signed: "a password would break its digital signature"
    case .restricted: "its author has restricted what may be done with it"
    case .weak: "the password that it has is soon broken"
    }
  }
}
