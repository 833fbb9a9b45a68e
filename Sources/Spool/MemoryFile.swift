import CSandbox
import Glibc
import Synchronization

/// Content that lives in memory alone, so that a crash, even by SIGKILL, leaves nothing behind (D6): a small one in this
/// process, a larger one in a file without a name.
///
/// A file costs more than the bytes of a letter do: to make, seal, pass on, read and free it takes eight system calls.
/// Its descriptor is closed when the last reference goes. Appending is not thread safe: one owner writes, then the file is
/// sealed and may be read from anywhere.
public final class MemoryFile: Sendable {
  private enum Storage {
    case bytes([UInt8], isSealed: Bool)
    case file(Int32)
  }

  private let storage: Mutex<Storage>
  /// What has been worked out of the content since it was sealed, by its type.
  private let workedOut = Mutex<[ObjectIdentifier: any Sendable]>([:])
  private let label: String

  /// What is longer is a file; in bytes.
  public static let smallLength = 64 << 10

  /// A new, empty memory file. `label` shows only in `/proc/PID/fd` and must say nothing of the content.
  public init(label: String = "postern") {
    self.label = label
    storage = Mutex(.bytes([], isSealed: false))
  }

  /// Takes over an open descriptor, for example one received over a socket.
  public init(adopting descriptor: Int32) {
    label = ""
    storage = Mutex(.file(descriptor))
  }

  /// What another process wrote, sealed.
  public init(sealing bytes: [UInt8]) {
    label = "postern"
    storage = Mutex(.bytes(bytes, isSealed: true))
  }

  deinit {
    storage.withLock { if case .file(let descriptor) = $0 { close(descriptor) } }
  }

  /// How another process gets the content.
  public enum Handover: Sendable {
    case copy([UInt8])
    case descriptor(Int32)
  }

  /// A copy of what is small, else the open descriptor, which stays this object's.
  public var handover: Handover {
    storage.withLock { storage in
      switch storage {
      case .bytes(let bytes, _): .copy(bytes)
      case .file(let descriptor): .descriptor(descriptor)
      }
    }
  }

  /// The open descriptor, owned by this object: small content goes into a file for it.
  /// - Throws: `SpoolError` when the system has no memory or descriptor left.
  public var descriptor: Int32 {
    get throws(SpoolError) { try storage.withLock { storage throws(SpoolError) in try spill(&storage) } }
  }

  /// The size in bytes.
  public var size: Int {
    get throws(SpoolError) {
      try storage.withLock { storage throws(SpoolError) in
        switch storage {
        case .bytes(let bytes, _): return bytes.count
        case .file(let descriptor): return try Self.size(of: descriptor)
        }
      }
    }
  }

  /// Writes all bytes at the end, straight from the caller's buffer.
  /// - Throws: `SpoolError` when it is sealed, or the system has no memory or descriptor left.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
    try storage.withLock { storage throws(SpoolError) in
      if case .bytes(var old, let isSealed) = storage {
        guard !isSealed else { throw SpoolError(doing: "write a memory file", code: EPERM) }
        if old.count + bytes.count <= Self.smallLength {
          // Let go of, so that the bytes are added in their place.
          storage = .bytes([], isSealed: false)
          old.append(contentsOf: bytes)
          storage = .bytes(old, isSealed: false)
          return
        }
      }
      try Self.write(bytes, to: try spill(&storage))
    }
  }

  /// Writes all bytes at the end.
  public func append(_ bytes: [UInt8]) throws(SpoolError) {
    let result = bytes.withUnsafeBytes { buffer -> Result<Void, SpoolError> in
      Result { () throws(SpoolError) in try append(buffer) }
    }
    try result.get()
  }

  /// Gives its memory back at once, whoever holds on to it; for content that nobody will read. A sealed file keeps its own.
  public func discard() {
    storage.withLock { storage in
      switch storage {
      case .bytes(_, let isSealed): if !isSealed { storage = .bytes([], isSealed: false) }
      case .file(let descriptor): _ = ftruncate(descriptor, 0)
      }
    }
  }

  /// No byte can change from here on, whoever holds the descriptor.
  public func seal() throws(SpoolError) {
    try storage.withLock { storage throws(SpoolError) in
      switch storage {
      case .bytes(let bytes, _): storage = .bytes(bytes, isSealed: true)
      case .file(let descriptor): try Self.seal(descriptor)
      }
    }
  }

  /// What can be worked out of the whole content, which is long: done once for a content that cannot change any more.
  public func once<Value: Sendable>(_ work: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
    let name = ObjectIdentifier(Value.self)
    if let known = workedOut.withLock({ $0[name] }) as? Value { return known }
    let value = try withBytes(work)
    if isSealed { workedOut.withLock { $0[name] = value } }
    return value
  }

  private var isSealed: Bool {
    storage.withLock { storage in
      switch storage {
      case .bytes(_, let isSealed): isSealed
      case .file(let descriptor): postern_memfd_is_sealed(descriptor) == 1
      }
    }
  }

  /// The content for the length of `body`: as it is in memory, or mapped read-only.
  public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
    switch handover {
    case .copy(let bytes): return try bytes.withUnsafeBytes(body)
    case .descriptor(let descriptor):
      let length = try Self.size(of: descriptor)
      guard length > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
      guard let map = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else {
        throw SpoolError(doing: "map a memory file", code: errno)
      }
      defer { munmap(map, length) }
      return try body(UnsafeRawBufferPointer(start: map, count: length))
    }
  }
}

extension MemoryFile {
  /// Has the content in a file, whatever its size. Under the lock.
  private func spill(_ storage: inout Storage) throws(SpoolError) -> Int32 {
    switch storage {
    case .file(let descriptor): return descriptor
    case .bytes(let bytes, let isSealed):
      let descriptor = postern_memfd(label)
      guard descriptor >= 0 else { throw SpoolError(doing: "create a memory file", code: errno) }
      do throws(SpoolError) {
        let written = bytes.withUnsafeBytes { buffer -> Result<Void, SpoolError> in
          Result { () throws(SpoolError) in try Self.write(buffer, to: descriptor) }
        }
        try written.get()
        if isSealed { try Self.seal(descriptor) }
      } catch {
        close(descriptor)
        throw error
      }
      storage = .file(descriptor)
      return descriptor
    }
  }

  private static func size(of descriptor: Int32) throws(SpoolError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SpoolError(doing: "measure a memory file", code: errno) }
    return Int(status.st_size)
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SpoolError) {
    var done = 0
    while done < bytes.count {
      guard let base = bytes.baseAddress else { return }
      let wrote = Glibc.write(descriptor, base + done, bytes.count - done)
      if wrote < 0 {
        if errno == EINTR { continue }
        throw SpoolError(doing: "write a memory file", code: errno)
      }
      done += wrote
    }
  }

  private static func seal(_ descriptor: Int32) throws(SpoolError) {
    guard postern_memfd_seal(descriptor) == 0 else { throw SpoolError(doing: "seal a memory file", code: errno) }
  }
}

/// What the system said when a memory file could not be used.
public struct SpoolError: Error, Sendable, CustomStringConvertible {
  public let doing: String
  /// The system's `errno`.
  public let code: Int32

  public init(doing: String, code: Int32) {
    self.doing = doing
    self.code = code
  }

  public var description: String { "cannot \(doing): \(String(cString: strerror(code)))" }
}
