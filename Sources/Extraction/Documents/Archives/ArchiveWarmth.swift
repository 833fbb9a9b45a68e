import CArchive
import Glibc

/// Makes a small archive of each kind and reads it, so that what the libraries load lazily (time zones, random numbers,
/// tables) is loaded before files become unreachable.
enum ArchiveWarmth {
  private static let password = "warm"

  static func prepare() {
    let zip = archive_write_set_format_zip
    let made: [[UInt8]] = [
      make(zip), make(zip, options: "zip:encryption=aes256"), make(zip, options: "zip:encryption=zipcrypt"),
      make(archive_write_set_format_7zip), make(archive_write_set_format_gnutar, filter: archive_write_add_filter_gzip),
      make(archive_write_set_format_gnutar, filter: archive_write_add_filter_bzip2),
      make(archive_write_set_format_gnutar, filter: archive_write_add_filter_xz),
      make(archive_write_set_format_gnutar, filter: archive_write_add_filter_zstd),
      make(archive_write_set_format_raw, filter: archive_write_add_filter_gzip),
    ]
    for bytes in made where !bytes.isEmpty {
      bytes.withUnsafeBytes { bytes in
        for passwords in [[], [password], ["wr\u{F6}ng", password]] {
          var budget = DocumentBudget(ExtractionLimits())
          let file = DocumentFile(
            bytes: bytes, name: "a.zip", format: .archive, words: "zip archive", passwords: passwords)
          _ = ArchiveReader.read(file, budget: &budget)
        }
      }
    }
  }

  private typealias Setting = (OpaquePointer?) -> Int32

  private static func make(_ format: Setting, filter: Setting? = nil, options: String? = nil) -> [UInt8] {
    guard let archive = archive_write_new(), let entry = archive_entry_new() else { return [] }
    defer {
      archive_entry_free(entry)
      archive_write_free(archive)
    }
    _ = format(archive)
    _ = filter?(archive)
    if let options {
      archive_write_set_options(archive, options)
      archive_write_set_passphrase(archive, password)
    }
    var used = 0
    let room = 64 << 10
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      guard archive_write_open_memory(archive, buffer.baseAddress, room, &used) == ARCHIVE_OK else { return }
      let content = Array("Name,Form\nOne,7B\n".utf8)
      archive_entry_set_pathname(entry, "caf\u{E9}.csv")
      archive_entry_set_size(entry, Int64(content.count))
      archive_entry_set_filetype(entry, 0o100000)
      archive_entry_set_perm(entry, 0o600)
      archive_entry_set_mtime(entry, 1_700_000_000, 0)
      guard archive_write_header(archive, entry) >= ARCHIVE_WARN else { return }
      archive_write_data(archive, content, content.count)
      archive_write_close(archive)
      count = used
    }
  }
}
