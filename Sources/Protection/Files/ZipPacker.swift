import CArchive
import Glibc

/// Files in one zip under AES-256 (WinZip's AE-2), written by libarchive.
enum ZipPacker {
  /// One file to pack; its bytes are read while it is packed.
  struct Entry {
    /// Stands in clear in the archive: it must say nothing.
    var name: String
    /// Packing it once more would only take time.
    var isPacked: Bool
    /// Runs its argument over the bytes.
    var withBytes: ((UnsafeRawBufferPointer) -> Void) -> Void
  }

  /// - Throws: `LibraryFault` when libarchive does not take it.
  static func pack(_ entries: [Entry], password: Password) throws(LibraryFault) -> [UInt8] {
    guard setlocale(LC_CTYPE, "C.UTF-8") != nil, let archive = archive_write_new() else {
      throw LibraryFault("libarchive has no memory")
    }
    let sink = Sink()
    // Freed first, it may still write.
    defer { withExtendedLifetime(sink) {} }
    defer { archive_write_free(archive) }
    var isFine =
      archive_write_set_format_zip(archive) == ARCHIVE_OK
      // Level 1 packs six times as fast as the usual one, and nearly as small.
      && archive_write_set_options(archive, "zip:encryption=aes256,zip:compression-level=1") == ARCHIVE_OK
      && password.withCString { archive_write_set_passphrase(archive, $0) } == ARCHIVE_OK
      && archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK
    guard isFine else { throw LibraryFault("libarchive does not know AES-256") }
    isFine =
      archive_write_open(
        archive, Unmanaged.passUnretained(sink).toOpaque(), nil,
        { _, context, bytes, count in
          guard let context, let bytes else { return -1 }
          Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes
            .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
          return la_ssize_t(count)
        }, nil) == ARCHIVE_OK
    for entry in entries where isFine { isFine = write(entry, to: archive) }
    guard isFine, archive_write_close(archive) == ARCHIVE_OK else {
      throw LibraryFault("libarchive writes no zip file")
    }
    var bytes = sink.bytes
    sink.bytes = []
    try ZipSecrecy.hideChecksums(in: &bytes, entries: entries.count)
    return bytes
  }

  private final class Sink {
    var bytes: [UInt8] = []
  }

  private static func write(_ file: Entry, to archive: OpaquePointer) -> Bool {
    guard let entry = archive_entry_new() else { return false }
    defer { archive_entry_free(entry) }
    var isFine = false
    file.withBytes { bytes in
      let packing =
        file.isPacked ? archive_write_zip_set_compression_store : archive_write_zip_set_compression_deflate
      guard packing(archive) == ARCHIVE_OK else { return }
      archive_entry_set_pathname(entry, file.name)
      archive_entry_set_size(entry, Int64(bytes.count))
      archive_entry_set_filetype(entry, 0o100000)
      archive_entry_set_perm(entry, 0o644)
      archive_entry_set_mtime(entry, time(nil), 0)
      guard archive_write_header(archive, entry) == ARCHIVE_OK else { return }
      var done = 0
      while done < bytes.count, let start = bytes.baseAddress {
        let wrote = archive_write_data(archive, start + done, min(bytes.count - done, 1 << 20))
        guard wrote > 0 else { return }
        done += wrote
      }
      isFine = archive_write_finish_entry(archive) == ARCHIVE_OK
    }
    return isFine
  }
}
