import Glibc

extension MemoryFile {
  /// A sealed copy of a file's content.
  /// - Throws: `SpoolError` when it cannot be read, or is a folder, pipe or device, which might never end.
  public convenience init(contentsOf path: String) throws(SpoolError) {
    // A zero byte would end the path for the system: another file than the one that was named.
    guard !path.utf8.contains(0) else { throw SpoolError(doing: "open \(path)", code: EINVAL) }
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard source >= 0 else { throw SpoolError(doing: "open \(path)", code: errno) }
    defer { close(source) }
    var status = stat()
    guard fstat(source, &status) == 0 else { throw SpoolError(doing: "read \(path)", code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SpoolError(doing: "read \(path)", code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENODEV)
    }
    self.init()
    if status.st_size <= Self.smallLength {
      try appendAll(of: source, at: path)
    } else {
      while true {
        let copied = sendfile(try descriptor, source, nil, 1 << 20)
        if copied == 0 { break }
        guard copied > 0 || errno == EINTR else { throw SpoolError(doing: "read \(path)", code: errno) }
      }
    }
    try seal()
  }

  private func appendAll(of source: Int32, at path: String) throws(SpoolError) {
    while true {
      var got = 0
      let piece = [UInt8](unsafeUninitializedCapacity: Self.smallLength) { buffer, count in
        got = read(source, buffer.baseAddress, buffer.count)
        count = max(got, 0)
      }
      if got == 0 { return }
      guard got > 0 || errno == EINTR else { throw SpoolError(doing: "read \(path)", code: errno) }
      try append(piece)
    }
  }
}
