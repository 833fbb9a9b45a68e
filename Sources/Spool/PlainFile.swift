import Glibc

/// A file that has an end, open to be read: a pipe or a device, which might never end, is refused before a byte is asked of
/// it.
public struct PlainFile: ~Copyable {
  let descriptor: Int32
  /// When it was opened; in bytes.
  let size: Int
  private let path: String

  /// - Throws: `SpoolError` when it cannot be opened, or is a folder, pipe or device.
  init(_ path: String) throws(SpoolError) {
    // A zero byte would end the path for the system: another file than the one that was named.
    guard !path.utf8.contains(0) else { throw SpoolError(doing: "open \(path)", code: EINVAL) }
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SpoolError(doing: "open \(path)", code: errno) }
    var status = stat()
    var code: Int32 = 0
    if fstat(descriptor, &status) != 0 {
      code = errno
    } else if status.st_mode & S_IFMT != S_IFREG {
      code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENODEV
    }
    guard code == 0 else {
      close(descriptor)
      throw SpoolError(doing: "read \(path)", code: code)
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
    self.path = path
  }

  deinit { close(descriptor) }

  /// All of it, in pieces.
  func forEachPiece(_ take: ([UInt8]) throws(SpoolError) -> Void) throws(SpoolError) {
    while true {
      var got = 0
      let piece = [UInt8](unsafeUninitializedCapacity: MemoryFile.smallLength) { buffer, count in
        got = read(descriptor, buffer.baseAddress, buffer.count)
        count = max(got, 0)
      }
      if got == 0 { return }
      guard got > 0 || errno == EINTR else { throw SpoolError(doing: "read \(path)", code: errno) }
      try take(piece)
    }
  }

  /// A file's content.
  /// - Parameter most: in bytes; of a longer one no more than that is read, whatever size it says that it has.
  /// - Throws: `SpoolError` when it cannot be read, is a folder, pipe or device, or is longer (`EFBIG`).
  public static func bytes(of path: String, most: Int) throws(SpoolError) -> [UInt8] {
    let file = try PlainFile(path)
    guard file.size <= most else { throw SpoolError(doing: "read \(path)", code: EFBIG) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(file.size)
    try file.forEachPiece { piece throws(SpoolError) in
      // It may have grown meanwhile.
      guard bytes.count + piece.count <= most else { throw SpoolError(doing: "read \(path)", code: EFBIG) }
      bytes += piece
    }
    return bytes
  }
}
