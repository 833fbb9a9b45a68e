import Glibc

extension MemoryFile {
  /// A sealed copy of a file's content.
  /// - Throws: `SpoolError` when it cannot be read.
  public convenience init(contentsOf path: String) throws(SpoolError) {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw SpoolError(doing: "open \(path)", code: errno) }
    defer { close(source) }
    try self.init()
    while true {
      let copied = sendfile(descriptor, source, nil, 1 << 20)
      if copied == 0 { break }
      guard copied > 0 || errno == EINTR else { throw SpoolError(doing: "read \(path)", code: errno) }
    }
    try seal()
  }
}
