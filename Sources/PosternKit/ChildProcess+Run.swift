import Glibc

extension ChildProcess {
  /// Runs a program to its end, through files, so that neither side waits for the other.
  /// - Parameters:
  ///   - input: its standard input.
  /// - Returns: its status, and both its outputs together.
  public static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    milliseconds: Int = 60_000
  ) throws(KitError) -> (status: Int32, output: [UInt8]) {
    let inputFile = try namelessFile(holding: input)
    defer { close(inputFile) }
    let outputFile = try namelessFile(holding: [])
    defer { close(outputFile) }
    let child = try ChildProcess(program, arguments, environment: environment, input: inputFile, output: outputFile)
    let status = try child.wait(milliseconds: milliseconds)
    return (status, try content(of: outputFile))
  }

  private static func namelessFile(holding bytes: [UInt8]) throws(KitError) -> Int32 {
    var template = Array("/tmp/postern-kit.XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw .system(doing: "make a temporary file", code: errno) }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { raw in raw.baseAddress.map { write(file, $0 + done, raw.count - done) } ?? 0 }
      guard wrote > 0 else {
        let code = errno
        close(file)
        throw .system(doing: "write a temporary file", code: code)
      }
      done += wrote
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  private static func content(of file: Int32) throws(KitError) -> [UInt8] {
    let size = Int(lseek(file, 0, SEEK_END))
    lseek(file, 0, SEEK_SET)
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(size, 0)) { target, count in
      while got < size, let base = target.baseAddress {
        let more = read(file, base + got, size - got)
        guard more > 0 else { break }
        got += more
      }
      count = got
    }
    guard got == size else { throw .system(doing: "read a program's output", code: errno) }
    return bytes
  }
}
