public import Configuration
import Crypto
import Foundation
import Glibc
public import People
import Quarantine

/// The school's records on disk: sealed, with keys that lie elsewhere (D7, D22). The rows of the last import are one file,
/// what was entered by hand another, and of those who were forgotten only keyed hashes are kept.
public struct RecordsStore: Sendable {
  /// Absolute path.
  public let folder: String
  private let keys: String
  private let keysDatabase: String
  private let state: String

  var directory: SealedFile { SealedFile(path: folder + "/directory.sealed") }
  private var records: SealedFile { SealedFile(path: folder + "/records.sealed") }
  private var entries: SealedFile { SealedFile(path: folder + "/entries.sealed") }
  private static let entriesKey = "entries"
  private static let generationKey = "generation "

  public init(_ settings: Settings) {
    folder = settings.records.store
    keys = settings.keys
    keysDatabase = settings.keysDatabase
    state = settings.state
  }

  /// The files whose replacement is a change of the records.
  public var files: [String] { [records.path, entries.path] }

  /// What an import left.
  public struct Stored: Sendable {
    public var roster: Roster
    /// When it was imported; Unix time in seconds.
    public var importedAt: Int64
    /// When the oldest export that was imported was written; Unix time in seconds.
    public var writtenAt: Int64
  }

  /// What was entered by hand.
  public struct Entries: Codable, Sendable {
    public var orders: [ContactOrder] = []
    /// Keyed hashes of those who are kept out.
    var forgotten: [Data] = []

    public init() {}
  }

  /// The records of the last import; nil where there was none.
  /// - Throws: `RecordsError`.
  public func load() throws(RecordsError) -> Stored? {
    guard let bytes = try latest(records, Self.generationKey) else { return nil }
    guard bytes.count >= 16, let roster = Roster(bytes: Array(bytes.dropFirst(16))) else {
      throw RecordsError(.damaged, records.path)
    }
    return Stored(roster: roster, importedAt: Self.number(bytes[0..<8]), writtenAt: Self.number(bytes[8..<16]))
  }

  /// An import that ends meanwhile destroys the key of what is being read: then the new file is there to be read.
  func latest(_ file: SealedFile, _ prefix: String) throws(RecordsError) -> [UInt8]? {
    var tried: String?
    while let name = try file.keyName() {
      do {
        return try file.read(try key(prefix + name))
      } catch {
        guard tried != name else { throw error }
        tried = name
      }
    }
    return nil
  }

  /// What was entered by hand; empty where nothing was.
  public func loadEntries() throws(RecordsError) -> Entries {
    guard try entries.keyName() != nil else { return Entries() }
    let bytes = try entries.read(try key(Self.entriesKey))
    guard let found = try? JSONDecoder().decode(Entries.self, from: Data(bytes)) else {
      throw RecordsError(.damaged, entries.path)
    }
    return found
  }

  /// Puts the records in place of the last ones, whose key is destroyed.
  public func save(_ stored: Stored) throws(RecordsError) {
    let bytes = Self.bytes(stored.importedAt) + Self.bytes(stored.writtenAt) + stored.roster.bytes
    try replace(records, by: bytes, Self.generationKey)
  }

  /// Writes a file with a key of its own, and destroys that of the one before.
  func replace(_ file: SealedFile, by bytes: [UInt8], _ prefix: String) throws(RecordsError) {
    try prepare()
    let name = Self.freshName()
    do {
      let keys = try openKeys(writing: true)
      try file.write(bytes, key: keys.make(prefix + name), name: name)
      try keys.shred(beginning: prefix, but: prefix + name)
    } catch let error as RecordsError { throw error } catch let error as QuarantineError {
      throw RecordsError(error, folder)
    } catch { throw RecordsError(.unwritable, folder, "\(error)") }
  }

  public func save(_ changed: Entries) throws(RecordsError) {
    try prepare()
    do {
      let key = try openKeys(writing: true).make(Self.entriesKey)
      try entries.write(Array(try JSONEncoder().encode(changed)), key: key, name: "by hand         ")
    } catch let error as RecordsError { throw error } catch let error as QuarantineError {
      throw RecordsError(error, folder)
    } catch { throw RecordsError(.unwritable, folder, "\(error)") }
  }

  /// Tells of a key whether it is of somebody who was forgotten. For a call with many keys.
  public func forgetting(_ entries: Entries) throws(RecordsError) -> (RosterKind, String) -> Bool {
    guard !entries.forgotten.isEmpty else { return { _, _ in false } }
    let key = Self.matching(try key(Self.entriesKey))
    let known = Set(entries.forgotten)
    return { kind, text in known.contains(Self.hash(kind, text, key)) }
  }

  /// Adds keys of somebody who is to be kept out, or takes them away again.
  public func remember(
    _ keys: [(kind: RosterKind, key: String)], in entries: inout Entries
  ) throws(RecordsError) {
    do {
      let key = Self.matching(try openKeys(writing: true).make(Self.entriesKey))
      let known = Set(entries.forgotten)
      entries.forgotten += Set(keys.map { Self.hash($0.kind, $0.key, key) }).subtracting(known)
    } catch { throw RecordsError(error, folder) }
  }

  /// Lets everybody who was forgotten come back with the next import.
  /// - Returns: how many keys were kept out.
  public func allowAll(in entries: inout Entries) -> Int {
    defer { entries.forgotten = [] }
    return entries.forgotten.count
  }

  /// One import or entry at a time; the kernel gives it back however the process ends.
  public func lock() throws(RecordsError) -> RecordsLock {
    try prepare()
    return try RecordsLock(folder)
  }

  private func key(_ name: String) throws(RecordsError) -> SymmetricKey {
    do { return try openKeys(writing: false).key(name) } catch { throw RecordsError(error, folder) }
  }

  private func openKeys(writing: Bool) throws(QuarantineError) -> RecordsKeys {
    let ring: KeyRing
    do {
      ring = try KeyRing.load(keys, database: keysDatabase, create: writing, apartFrom: state)
    } catch {
      throw QuarantineError(.keyMissing, "\(error.path): \(error.problem)", remedy: error.remedy)
    }
    return try RecordsKeys(ring, writing: writing)
  }

  private func prepare() throws(RecordsError) {
    for path in [state, folder] {
      if mkdir(path, 0o700) == 0 {
        let made = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard made >= 0 else { continue }
        Ownership.follow((path as NSString).deletingLastPathComponent, made)
        close(made)
      } else if errno != EEXIST {
        throw RecordsError(.unwritable, path, String(cString: strerror(errno)))
      }
    }
    // What a crash left of a file that never came to be.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.contains(".sealed.new-") {
      if let process = name.split(separator: "-").last.flatMap({ pid_t($0) }), kill(process, 0) == 0 { continue }
      unlink(folder + "/" + name)
    }
  }

  /// The key for hashes, apart from the one that seals (HKDF, RFC 5869).
  private static func matching(_ key: SymmetricKey) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("postern 1 forgotten".utf8), outputByteCount: 32)
  }

  /// HMAC-SHA256 (RFC 2104), cut to 16 bytes: without the key nobody can try names against it.
  private static func hash(_ kind: RosterKind, _ text: String, _ key: SymmetricKey) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: Data("\(kind.rawValue) \(text)".utf8), using: key).prefix(16))
  }

  private static func freshName() -> String {
    var random = SystemRandomNumberGenerator()
    let digits = String(random.next() as UInt64, radix: 16)
    return String(repeating: "0", count: SealedFile.nameBytes - digits.count) + digits
  }

  private static func bytes(_ number: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
  }
}

/// That an import is at work.
public final class RecordsLock: Sendable {
  private let descriptor: Int32

  init(_ folder: String) throws(RecordsError) {
    let path = folder + "/import.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RecordsError(.unwritable, path, String(cString: strerror(errno))) }
    Ownership.follow(folder, descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw RecordsError(.busy, folder) }
  }

  deinit { close(descriptor) }
}
