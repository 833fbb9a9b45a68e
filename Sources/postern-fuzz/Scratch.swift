import Glibc

/// A file in memory for readers that take paths.
enum Scratch {
  static let folder: String = {
    var template = Array("/dev/shm/postern-fuzz.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no folder in /dev/shm") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    leftover = strdup(path)
    atexit {
      if let leftover { _ = system("rm -rf '\(String(cString: leftover))'") }
    }
    return path
  }()

  /// Written once, by the one thread that there is, before anything reads it.
  nonisolated(unsafe) private static var leftover: UnsafeMutablePointer<CChar>?

  /// Writes a file over the one before.
  static func write(_ name: String, _ bytes: some Collection<UInt8>) -> String {
    let path = folder + "/" + name
    guard let file = fopen(path, "we") else { fatalError("\(path) cannot be written") }
    let bytes = Array(bytes)
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    return path
  }
}

extension Scratch {
  static func makeFolder(_ name: String) {
    var path = folder
    for part in name.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o700)
    }
  }

  static func remove(_ name: String) { unlink(folder + "/" + name) }
}
