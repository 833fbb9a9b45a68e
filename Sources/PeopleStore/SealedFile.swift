import Crypto
import Foundation
import Glibc

/// A file of sealed frames: AES-256-GCM, each bound to its place, its file and whether it is the last, so that nothing can
/// be cut off, moved or put in from another file. It is replaced whole: at every moment the old or the new one is there.
struct SealedFile {
  static let magic = Array("POSTREC1".utf8)
  /// Plain bytes of a frame.
  static let frameBytes = 1 << 20
  /// Which key it is sealed with, in clear: 16 hexadecimal digits.
  static let nameBytes = 16

  let path: String

  /// Reads the name of the key; nil where there is no file.
  func keyName() throws(RecordsError) -> String? {
    guard let data = try head() else { return nil }
    return data
  }

  func read(_ key: SymmetricKey) throws(RecordsError) -> [UInt8] {
    let bytes = try contents()
    guard let name = try head() else { throw RecordsError(.missing, path) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var i = Self.magic.count + Self.nameBytes
    var number = 0
    var isLast = false
    while i < bytes.count, !isLast {
      guard i + 5 <= bytes.count else { throw RecordsError(.damaged, path) }
      isLast = bytes[i] == 1
      let length = (1...4).reduce(0) { $0 << 8 | Int(bytes[i + $1]) }
      i += 5
      guard length <= Self.frameBytes + 64, i + length <= bytes.count else { throw RecordsError(.damaged, path) }
      do {
        let box = try AES.GCM.SealedBox(combined: bytes[i..<(i + length)])
        plain += try AES.GCM.open(box, using: key, authenticating: Self.place(name, number, isLast))
      } catch { throw RecordsError(.damaged, path) }
      i += length
      number += 1
    }
    guard isLast, i == bytes.count else { throw RecordsError(.damaged, path) }
    return plain
  }

  func write(_ plain: [UInt8], key: SymmetricKey, name: String) throws(RecordsError) {
    var bytes = Self.magic + Array(name.utf8)
    var start = 0
    var number = 0
    repeat {
      let end = min(start + Self.frameBytes, plain.count)
      let isLast = end == plain.count
      let sealed: Data
      do {
        sealed =
          try AES.GCM.seal(plain[start..<end], using: key, authenticating: Self.place(name, number, isLast)).combined
          ?? Data()
      } catch { throw RecordsError(.unwritable, path, "\(error)") }
      bytes.append(isLast ? 1 : 0)
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: sealed.count >> shift)) }
      bytes += sealed
      start = end
      number += 1
    } while start < plain.count
    try replace(bytes)
  }

  private static func place(_ name: String, _ number: Int, _ isLast: Bool) -> Data {
    Data("\(name) \(number) \(isLast)".utf8)
  }

  private func contents() throws(RecordsError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw RecordsError(.unreadable, path) }
    return Array(data)
  }

  private func head() throws(RecordsError) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw RecordsError(.unreadable, path)
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: Self.magic.count + Self.nameBytes)
    guard Glibc.read(file, &bytes, bytes.count) == bytes.count, bytes.starts(with: Self.magic) else {
      throw RecordsError(.damaged, path)
    }
    return String(decoding: bytes.dropFirst(Self.magic.count), as: UTF8.self)
  }

  private func replace(_ bytes: [UInt8]) throws(RecordsError) {
    let draft = path + ".new-\(getpid())"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw RecordsError(.unwritable, path, String(cString: strerror(errno))) }
    Ownership.follow((path as NSString).deletingLastPathComponent, file)
    var done = 0
    while done < bytes.count {
      let wrote = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard wrote > 0 else { break }
      done += wrote
    }
    let code = done == bytes.count && fsync(file) == 0 ? 0 : errno
    close(file)
    guard code == 0, done == bytes.count, rename(draft, path) == 0 else {
      unlink(draft)
      throw RecordsError(.unwritable, path, String(cString: strerror(code == 0 ? errno : code)))
    }
    let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}

/// Root may import, too: what it writes belongs to whom the folder does, so that the filter can read it.
enum Ownership {
  static func follow(_ folder: String, _ file: Int32) {
    var status = stat()
    guard geteuid() == 0, stat(folder, &status) == 0 else { return }
    fchown(file, status.st_uid, status.st_gid)
  }
}
