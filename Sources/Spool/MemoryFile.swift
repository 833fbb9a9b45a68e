import CSandbox
import Glibc

/// A file that lives in memory alone and has no name, so that a crash, even by SIGKILL, leaves nothing behind (D6).
///
/// The descriptor is closed when the last reference goes. Appending is not thread safe: one owner writes, then the
/// file is sealed and may be read from anywhere.
public final class MemoryFile: Sendable {
  /// The open descriptor; owned by this object.
  public let descriptor: Int32

  /// A new, empty memory file. `label` shows only in `/proc/PID/fd` and must say nothing of the content.
  /// - Throws: `SpoolError` when the system has no memory or descriptor left.
  public init(label: String = "postern") throws(SpoolError) {
    let fd = postern_memfd(label)
    guard fd >= 0 else { throw SpoolError(doing: "create a memory file", code: errno) }
    descriptor = fd
  }

  /// Takes over an open descriptor, for example one received over a socket.
  public init(adopting descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The size in bytes.
  public var size: Int {
    get throws(SpoolError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw SpoolError(doing: "measure a memory file", code: errno) }
      return Int(status.st_size)
    }
  }

  /// Writes all bytes at the end, straight from the caller's buffer.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
    var done = 0
    while done < bytes.count {
      guard let base = bytes.baseAddress else { return }
      let wrote = write(descriptor, base + done, bytes.count - done)
      if wrote < 0 {
        if errno == EINTR { continue }
        throw SpoolError(doing: "write a memory file", code: errno)
      }
      done += wrote
    }
  }

  /// Writes all bytes at the end.
  public func append(_ bytes: [UInt8]) throws(SpoolError) {
    let result = bytes.withUnsafeBytes { buffer -> Result<Void, SpoolError> in
      Result { () throws(SpoolError) in try append(buffer) }
    }
    try result.get()
  }

  /// No byte can change from here on, whoever holds the descriptor.
  public func seal() throws(SpoolError) {
    guard postern_memfd_seal(descriptor) == 0 else { throw SpoolError(doing: "seal a memory file", code: errno) }
  }

  /// A smaller file is copied for `withBytes`: that costs less than to map it, to fault its pages in and to unmap it.
  private static let smallLength = 64 << 10

  /// The content for the length of `body`: mapped read-only, or a copy where that is cheaper.
  public func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
    let length = try size
    guard length > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    if length <= Self.smallLength {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
      defer { copy.deallocate() }
      try read(into: copy)
      return try body(UnsafeRawBufferPointer(copy))
    }
    guard let map = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else {
      throw SpoolError(doing: "map a memory file", code: errno)
    }
    defer { munmap(map, length) }
    return try body(UnsafeRawBufferPointer(start: map, count: length))
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer) throws(SpoolError) {
    var done = 0
    while done < buffer.count {
      let got = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(done))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { throw SpoolError(doing: "read a memory file", code: got < 0 ? errno : EIO) }
      done += got
    }
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
