import CHyperscan
import Glibc

import struct Crypto.SHA256

/// Compiled expressions kept in a folder, since compiling takes most of a start. A miss, a damaged file or a folder that
/// cannot be used costs time and nothing else.
///
/// Only what this process's own user wrote, and nobody else may write, is read: Hyperscan believes what it is given.
public struct PatternCache: Sendable {
  private let folder: String
  private let isReadOnly: Bool

  /// - Parameters:
  ///   - folder: made where there is none; its parent must exist.
  ///   - isReadOnly: use what is there, and leave nothing.
  public init(folder: String, isReadOnly: Bool = false) {
    self.folder = folder
    self.isReadOnly = isReadOnly
  }

  private static let digestLength = SHA256.byteCount
  /// Far more than the largest that ship, in bytes.
  private static let longest = 256 << 20

  /// What tells one compilation from another: the expressions, the library and the processor that it was made for.
  private static func name(_ expressions: [String]) -> String {
    var platform = hs_platform_info_t()
    hs_populate_platform(&platform)
    var text = String(cString: hs_version()) + " \(platform.tune) \(platform.cpu_features)\0"
    for expression in expressions { text += expression + "\0" }
    return digest(Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    ContiguousArray(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Array(hash.finalize())
  }

  private var parent: String {
    let end = folder.lastIndex(of: "/") ?? folder.startIndex
    return end == folder.startIndex ? "/" : String(folder[..<end])
  }

  private func path(_ expressions: [String]) -> String { "\(folder)/\(Self.name(expressions)).hs" }

  /// The database for these expressions; nil where none was kept, or it cannot be used here.
  func database(for expressions: [String]) -> OpaquePointer? {
    guard let bytes = read(path(expressions)), bytes.count > Self.digestLength else { return nil }
    let content = bytes.dropLast(Self.digestLength)
    guard Self.digest(content) == Array(bytes.suffix(Self.digestLength)) else { return nil }
    var database: OpaquePointer?
    let result = content.withUnsafeBytes { buffer in
      hs_deserialize_database(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, &database)
    }
    return result == HS_SUCCESS ? database : nil
  }

  /// Keeps a database for the next start, unless the folder that this one lies in belongs to somebody else: then that
  /// user's filter could neither trust nor replace what we leave there.
  func keep(_ database: OpaquePointer, for expressions: [String]) {
    var status = stat()
    guard !isReadOnly, stat(parent, &status) == 0, status.st_uid == geteuid() else { return }
    var start: UnsafeMutablePointer<CChar>?
    var length = 0
    guard hs_serialize_database(database, &start, &length) == HS_SUCCESS, let start else { return }
    defer { free(start) }
    var bytes = UnsafeRawBufferPointer(start: start, count: length).map { $0 }
    bytes += Self.digest(bytes)
    _ = mkdir(folder, 0o700)
    write(bytes, to: path(expressions))
  }

  /// Removes what no expression of these needs any more.
  func sweep(keeping used: [[String]]) {
    guard !isReadOnly else { return }
    let names = Set(used.map { Self.name($0) + ".hs" })
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".hs"), !names.contains(name) { unlink("\(folder)/\(name)") }
    }
  }

  private func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      status.st_mode & 0o022 == 0, status.st_size <= Self.longest
    else { return nil }
    let count = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = Glibc.read(file, buffer.baseAddress.map { $0 + filled }, count - filled)
        guard got > 0 else { return }
        filled += got
      }
    }
    return bytes.count == count ? bytes : nil
  }

  /// Complete or not at all: another process may read at any moment.
  private func write(_ bytes: [UInt8], to path: String) {
    let temporary = "\(path).\(getpid())"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    var done = 0
    bytes.withUnsafeBytes { buffer in
      while done < buffer.count {
        let wrote = Glibc.write(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        guard wrote > 0 else { return }
        done += wrote
      }
    }
    close(file)
    if done != bytes.count || rename(temporary, path) != 0 { unlink(temporary) }
  }
}
