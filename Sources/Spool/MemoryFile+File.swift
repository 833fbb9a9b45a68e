import Glibc

extension MemoryFile {
  /// A sealed copy of a file's content.
  /// - Throws: `SpoolError` when it cannot be read, or is a folder, pipe or device, which might never end.
  public convenience init(contentsOf path: String) throws(SpoolError) {
    let source = try PlainFile(path)
    self.init()
    if source.size <= Self.smallLength {
      try source.forEachPiece { piece throws(SpoolError) in try append(piece) }
    } else {
      while true {
        let copied = sendfile(try descriptor, source.descriptor, nil, 1 << 20)
        if copied == 0 { break }
        guard copied > 0 || errno == EINTR else { throw SpoolError(doing: "read \(path)", code: errno) }
      }
    }
    try seal()
  }
}
