import CArchive
import Glibc
import Normalisation

/// An archive in memory, read by libarchive entry by entry. Nothing is written anywhere, so that a name like
/// "../../etc/passwd" is a text and no more.
final class Archive {
  struct Entry {
    var name: String
    var isFolder: Bool
    var isEncrypted: Bool
  }

  enum Step {
    case entry(Entry)
    case end
    /// The list of names itself is encrypted.
    case namesLocked
    case damaged
  }

  enum DataOutcome: Hashable {
    case whole
    /// The caller wanted no more.
    case stopped
    /// No password, or none that fits.
    case locked
    /// A method of packing that is not known, or damage.
    case failed
  }

  /// Which formats are taken for one.
  enum Kind {
    case any
    /// Zip files alone: Office and OpenDocument documents.
    case zip
    /// A single file, packed: "letter.pdf.gz".
    case bare
  }

  /// libarchive turns names in UTF-16 into the process's own charset, and drops those that have no place in it. Done once;
  /// nothing else here goes by it.
  private static let hasLetters: Bool = setlocale(LC_CTYPE, "C.UTF-8") != nil

  private let handle: OpaquePointer
  private var entry: OpaquePointer?
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

  /// The bytes must outlive it. Nil when they are no archive of this kind.
  init?(_ bytes: UnsafeRawBufferPointer, _ kind: Kind, passwords: [String] = []) {
    guard Self.hasLetters, let handle = archive_read_new() else { return nil }
    self.handle = handle
    if kind != .zip {
      for support in [
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
        archive_read_support_filter_zstd, archive_read_support_filter_lzma, archive_read_support_filter_compress,
      ] { _ = support(handle) }
    }
    switch kind {
    case .zip: archive_read_support_format_zip_seekable(handle)
    case .any:
      for support in [
        archive_read_support_format_zip, archive_read_support_format_7zip, archive_read_support_format_rar,
        archive_read_support_format_rar5, archive_read_support_format_tar, archive_read_support_format_gnutar,
        archive_read_support_format_cab, archive_read_support_format_lha,
      ] { _ = support(handle) }
    case .bare: archive_read_support_format_raw(handle)
    }
    for password in passwords {
      archive_read_add_passphrase(handle, password)
      // Windows programs write other letters than ASCII's by the code page of the machine.
      if !password.utf8.allSatisfy({ $0 < 0x80 }) {
        for bytes in Self.codePages(password) { archive_read_add_passphrase(handle, bytes + [0]) }
      }
    }
    guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else { return nil }
  }

  deinit {
    archive_read_free(handle)
    buffer.deallocate()
  }

  func next() -> Step {
    var retries = 0
    while true {
      switch archive_read_next_header(handle, &entry) {
      case ARCHIVE_OK, ARCHIVE_WARN:
        guard let entry else { return .damaged }
        return .entry(
          Entry(
            name: Self.name(entry), isFolder: archive_entry_filetype(entry) & S_IFMT == S_IFDIR,
            isEncrypted: archive_entry_is_encrypted(entry) != 0))
      case ARCHIVE_EOF: return .end
      case ARCHIVE_RETRY where retries < 10: retries += 1
      default: return archive_read_has_encrypted_entries(handle) == 1 ? .namesLocked : .damaged
      }
    }
  }

  /// Reads the current entry's data, piece by piece, as long as `take` says yes.
  func data(_ take: (UnsafeRawBufferPointer) -> Bool) -> DataOutcome {
    while true {
      let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
      if count == 0 { return .whole }
      guard count > 0 else {
        return entry.map { archive_entry_is_encrypted($0) != 0 } ?? false ? .locked : .failed
      }
      guard take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else { return .stopped }
    }
  }

  /// Every format's names, in whichever charset: UTF-8, else the code page of the first PCs, as zip has it (APPNOTE.TXT appendix D).
  private static func name(_ entry: OpaquePointer) -> String {
    // libarchive ends the process where a name cannot be converted and an earlier call has left ENOMEM here.
    errno = 0
    if let utf8 = archive_entry_pathname_utf8(entry) { return String(cString: utf8) }
    errno = 0
    if let wide = archive_entry_pathname_w(entry), wide.pointee != 0 {
      var name = String.UnicodeScalarView()
      var place = wide
      while place.pointee != 0, name.count < 65_536 {
        name.append(Unicode.Scalar(UInt32(bitPattern: place.pointee)) ?? "\u{FFFD}")
        place += 1
      }
      return String(name)
    }
    errno = 0
    guard let raw = archive_entry_pathname(entry) else { return "" }
    let bytes = UnsafeRawBufferPointer(start: raw, count: strlen(raw))
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return Charset.decode(Array(bytes), as: "ibm437").map { String(decoding: $0.utf8, as: UTF8.self) } ?? ""
  }

  private static func codePages(_ password: String) -> [[CChar]] {
    var all: [[CChar]] = []
    // Latin-1 is windows-1252 for letters.
    let scalars = password.unicodeScalars
    if scalars.allSatisfy({ $0.value < 0x100 }) {
      all.append(scalars.map { CChar(bitPattern: UInt8(truncatingIfNeeded: $0.value)) })
    }
    let table = (0...255).map { byte in
      Charset.decode([UInt8(byte)], as: "ibm850").map { String(decoding: $0.utf8, as: UTF8.self) } ?? ""
    }
    let bytes = password.map { character in table.firstIndex(of: String(character)) }
    if !bytes.contains(nil) { all.append(bytes.compactMap { $0.map { CChar(truncatingIfNeeded: $0) } }) }
    return all
  }
}
