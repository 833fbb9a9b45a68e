import Glibc

/// Loads charsets of iconv before the wall goes up.
///
/// glibc loads each charset's code from a file when it is first asked for. Behind the wall that is refused, and text in
/// such a charset would come out maimed. A conversion that stays open keeps its code in memory, for every pair.
enum Charsets {
  /// What nearly all mail and files of schools are written in, beside what the C library has built in (UTF-8, ASCII).
  /// Few, because each adds five mappings to a process, which every fork of it copies. Text in another costs a worker that
  /// has loaded them all (`WorkerKind.everyCharset`).
  private static let usual = [
    "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-7", "ISO-8859-1", "ISO-8859-2", "ISO-8859-9", "ISO-8859-15", "CP1250",
    "CP1251", "CP1252", "CP1254", "CP1256", "CP437", "CP850", "GB18030", "ISO-2022-JP",
  ]

  /// - Returns: how many are loaded, to be kept open for the process's life.
  static func loadUsual() -> Int { usual.count(where: load) }

  /// - Returns: how many are loaded, to be kept open for the process's life.
  @discardableResult
  static func loadAll() -> Int {
    var loaded: Set<String> = []
    for folder in folders {
      for file in configurations(folder) {
        for name in charsets(file) where !loaded.contains(name) && load(name) { loaded.insert(name) }
      }
    }
    return loaded.count
  }

  private static func load(_ name: String) -> Bool {
    guard let conversion = iconv_open("UTF-8", name) else { return false }
    return conversion != iconv_t(bitPattern: -1)
  }

  /// Where Debian, and distributions without multi-arch, keep glibc's gconv modules.
  private static let folders = [
    "/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib/aarch64-linux-gnu/gconv", "/usr/lib64/gconv", "/usr/lib/gconv",
  ]

  private static func configurations(_ folder: String) -> [String] {
    var files = [folder + "/gconv-modules"]
    let extra = folder + "/gconv-modules.d"
    guard let listing = opendir(extra) else { return files }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".conf") { files.append(extra + "/" + name) }
    }
    return files
  }

  /// The charsets that a file's `module FROM// INTERNAL NAME COST` lines name.
  private static func charsets(_ path: String) -> [String] {
    guard let file = fopen(path, "re") else { return [] }
    defer { fclose(file) }
    var names: [String] = []
    var line = [CChar](repeating: 0, count: 1024)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count >= 4, words[0] == "module" else { continue }
      for word in words[1...2] where word != "INTERNAL" {
        // Some are named by a pattern of aliases, "ISO-10646/UCS4/"; a name ends at its first slash.
        names.append(String(word.prefix { $0 != "/" }))
      }
    }
    return names
  }
}
