import Crypto
import Foundation
import Glibc

/// The keys that held mail is sealed with. They live in a folder of their own, apart from the state (D22): who copies
/// the state, or backs it up, has nothing to read.
///
/// `master.key` is the key in use; any other `*.key` opens what was sealed before. Each is 32 random bytes, mode 0400.
public struct KeyRing: Sendable {
  /// Absolute path.
  public let folder: String
  /// The path of the database of wrapped message keys.
  public let database: String
  let current: MasterKey
  let byID: [String: MasterKey]

  /// The id of the key in use, which says nothing of the key: sixteen hexadecimal digits.
  public var currentID: String { current.id }

  static let currentName = "master.key"

  /// Reads all keys.
  /// - Parameters:
  ///   - database: where the wrapped message keys are; `keys.db` in the folder when nil.
  ///   - create: makes the folder (0700) and a first key (0400) where there is none, and syncs both to the disk.
  ///   - state: the state folder, under which no key may lie; nil only where there is none.
  /// - Throws: `KeyRingError` with the path and the remedy.
  public static func load(
    _ folder: String, database: String? = nil, create: Bool = false, apartFrom state: String? = nil
  ) throws(KeyRingError) -> KeyRing {
    let database = database ?? folder + "/" + databaseName
    if let state {
      for path in [folder, database] where lies(path, inside: state) {
        throw KeyRingError(
          .insideState, path, "the keys lie inside the state folder",
          remedy: "move them to a folder of their own and set 'keys:', so that a copy of the state cannot be read")
      }
    }
    if create { try makeFirstKey(in: folder) }
    return try KeyRing(folder: folder, database: database)
  }

  static let databaseName = "keys.db"

  init(folder: String, database: String) throws(KeyRingError) {
    self.folder = folder
    self.database = database
    let names: [String]
    do {
      names = try Self.names(in: folder)
    } catch {
      throw access(folder) == ENOENT ? Self.missing(folder) : Self.unreadable(folder, access(folder))
    }
    guard names.contains(Self.currentName) else { throw Self.missing(folder) }
    var all: [String: MasterKey] = [:]
    var first: MasterKey?
    for name in names {
      let key: MasterKey
      do {
        key = MasterKey(try Self.read(folder + "/" + name))
      } catch  where name != Self.currentName && access(folder + "/" + name) == ENOENT {
        // A rotation in another process has just removed it, since nothing needs it any more.
        continue
      }
      all[key.id] = key
      if name == Self.currentName { first = key }
    }
    guard let first else { throw Self.missing(folder) }
    current = first
    byID = all
  }

  /// The names of all key files, sorted.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".key") }.sorted()
  }

  static func read(_ path: String) throws(KeyRingError) -> SymmetricKey {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(path, errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, EINVAL) }
    guard status.st_mode & 0o077 == 0 else {
      throw KeyRingError(
        .tooOpen, path, "others than its owner may use it (mode 0\(String(status.st_mode & 0o777, radix: 8)))",
        remedy: "chmod 0400 it, and ask yourself who may have read it")
    }
    // One byte more than a key, so that a longer file is seen to be longer.
    var bytes = [UInt8](repeating: 0, count: 33)
    let count = Glibc.read(file, &bytes, bytes.count)
    defer { for i in bytes.indices { bytes[i] = 0 } }
    guard count >= 0 else { throw unreadable(path, errno) }
    guard count == 32 else {
      throw KeyRingError(
        .wrongLength, path, "a key is 32 bytes, this file has \(status.st_size)",
        remedy: "put back the key file from where you keep it safe")
    }
    return SymmetricKey(data: bytes[0..<32])
  }

  private static func missing(_ folder: String) -> KeyRingError {
    KeyRingError(
      .missing, folder + "/" + currentName, "there is no key",
      remedy: "the first start makes one; if mail was held before, put back the key file from where you keep it safe")
  }

  private static func unreadable(_ path: String, _ code: Int32) -> KeyRingError {
    KeyRingError(
      .unreadable, path, "the key cannot be read (\(String(cString: strerror(code))))",
      remedy: "let the user that Postern runs as own it, mode 0400, in a folder of mode 0700")
  }
}

extension KeyRing {
  /// Whether `folder` is `other` or lies below it, links followed as far as the folders exist.
  static func lies(_ folder: String, inside other: String) -> Bool {
    let inner = URL(fileURLWithPath: folder).resolvingSymlinksInPath().standardizedFileURL.path
    let outer = URL(fileURLWithPath: other).resolvingSymlinksInPath().standardizedFileURL.path
    return inner == outer || inner.hasPrefix(outer.hasSuffix("/") ? outer : outer + "/")
  }

  private static func makeFirstKey(in folder: String) throws(KeyRingError) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw notMade(folder, errno) }
    let path = folder + "/" + currentName
    guard access(path) == ENOENT else { return }
    let draft = try makeDraft(in: folder)
    defer { unlink(draft) }
    // A link, unlike a rename, never replaces a key that another process has just made.
    guard link(draft, path) == 0 || errno == EEXIST else { throw notMade(path, errno) }
    for place in [folder, (folder as NSString).deletingLastPathComponent] {
      guard StateFolder.syncFolder(place) == 0 else { throw notMade(place, errno) }
    }
  }

  /// A new key under a name that nobody takes for a key; synced to the disk.
  static func makeDraft(in folder: String) throws(KeyRingError) -> String {
    let draft = folder + "/" + currentName + ".new-\(getpid())"
    unlink(draft)
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
    guard file >= 0 else { throw notMade(draft, errno) }
    let wrote = SymmetricKey(size: .bits256).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    let code = wrote == 32 && fsync(file) == 0 ? 0 : errno
    close(file)
    guard code == 0, wrote == 32 else {
      unlink(draft)
      throw notMade(draft, code)
    }
    return draft
  }

  static func notMade(_ path: String, _ code: Int32) -> KeyRingError {
    KeyRingError(
      .cannotCreate, path, "a key cannot be made (\(String(cString: strerror(code))))",
      remedy: "let the user that Postern runs as write to the folder above, or set 'keys:'")
  }
}

/// 0 when something is at `path`, else the system's reason.
private func access(_ path: String) -> Int32 {
  var status = stat()
  return stat(path, &status) == 0 ? 0 : errno
}
