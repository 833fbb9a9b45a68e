import CGSF

/// The OLE file around an encrypted Office document ([MS-OFFCRYPTO] §2.3.4), written by libgsf.
enum OfficeContainer {
  /// - Throws: `LibraryFault` when libgsf does not take it.
  static func bytes(_ encryption: AgileEncryption) throws(LibraryFault) -> [UInt8] {
    guard let output = gsf_output_memory_new() else { throw LibraryFault("libgsf has no memory") }
    defer { g_object_unref(UnsafeMutableRawPointer(output)) }
    guard let file = gsf_outfile_msole_new(output) else { throw LibraryFault("libgsf makes no OLE file") }
    var isWhole = false
    do {
      defer {
        isWhole = gsf_output_close(UnsafeMutableRawPointer(file).assumingMemoryBound(to: GsfOutput.self)) != 0
        g_object_unref(UnsafeMutableRawPointer(file))
      }
      try spaces(in: file)
      try stream("EncryptionInfo", encryption.info, in: file)
      try stream("EncryptedPackage", encryption.package, in: file)
    }
    let size = Int(gsf_output_size(output))
    guard isWhole, size > encryption.package.count, let start = gsf_output_memory_get_bytes(OpaquePointer(output))
    else {
      throw LibraryFault("libgsf has not written the OLE file")
    }
    return Array(UnsafeBufferPointer(start: start, count: size))
  }

  /// The storage that says by what the package was changed (§2.1, §2.2).
  private static func spaces(in file: OpaquePointer) throws(LibraryFault) {
    let name = "StrongEncryptionDataSpace"
    let transform = "StrongEncryptionTransform"
    try storage("\u{6}DataSpaces", in: file) { spaces throws(LibraryFault) in
      try stream("Version", text("Microsoft.Container.DataSpaces") + version, in: spaces)
      // One entry of one component, a stream (§2.1.6).
      let entry = number(1) + number(0) + text("EncryptedPackage") + text(name)
      try stream("DataSpaceMap", number(8) + number(1) + number(entry.count + 4) + entry, in: spaces)
      try storage("DataSpaceInfo", in: spaces) { folder throws(LibraryFault) in
        try stream(name, number(8) + number(1) + text(transform), in: folder)
      }
      try storage("TransformInfo", in: spaces) { folder throws(LibraryFault) in
        try storage(transform, in: folder) { folder throws(LibraryFault) in
          // §2.1.8 and §2.2.6: the id of password encryption, its name, the version; then an empty block of its own.
          let id = text("{FF9A3F03-56EF-4613-BDD5-5A41C1D07246}")
          let header = number(1) + id
          let own = text("Microsoft.Container.EncryptionTransform") + version
          try stream(
            "\u{6}Primary", number(header.count + 4) + header + own + number(0) + number(0) + number(0) + number(4),
            in: folder)
        }
      }
    }
  }

  /// Reader, updater and writer are all of version 1.0 (§2.1.5).
  private static let version: [UInt8] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]

  private static func number(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Array($0) }
  }

  /// A length, UTF-16, and nothing up to the next four bytes (§2.1.2).
  private static func text(_ value: String) -> [UInt8] {
    let wide = value.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    return number(wide.count) + wide + [UInt8](repeating: 0, count: (4 - wide.count % 4) % 4)
  }

  private static func storage(
    _ name: String, in file: OpaquePointer, _ fill: (OpaquePointer) throws(LibraryFault) -> Void
  ) throws(LibraryFault) {
    guard let child = gsf_outfile_new_child(file, name, 1) else { throw LibraryFault("libgsf makes no storage") }
    defer { g_object_unref(UnsafeMutableRawPointer(child)) }
    try fill(OpaquePointer(child))
    guard gsf_output_close(child) != 0 else { throw LibraryFault("libgsf closes no storage") }
  }

  private static func stream(_ name: String, _ bytes: [UInt8], in file: OpaquePointer) throws(LibraryFault) {
    guard let child = gsf_outfile_new_child(file, name, 0) else { throw LibraryFault("libgsf makes no stream") }
    defer { g_object_unref(UnsafeMutableRawPointer(child)) }
    guard gsf_output_write(child, bytes.count, bytes) != 0, gsf_output_close(child) != 0 else {
      throw LibraryFault("libgsf writes no stream")
    }
  }
}

/// A library did not do what it should, in words that quote nothing of a file.
struct LibraryFault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
