import Foundation
import Glibc

/// Finds a running filter among the processes of this machine.
enum FilterSearch {
  /// The filter that serves a configuration; nil where none does, or where this user may not see it.
  static func process(configuration: String) -> pid_t? {
    let wanted = real(configuration, relativeTo: nil)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.first { process in
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
      let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      guard words.count > 4, words[0].hasSuffix("postern"), words.contains("--serve"),
        let flag = words.firstIndex(of: "--config"), flag + 1 < words.count
      else { return false }
      let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
      return real(words[flag + 1], relativeTo: folder) == wanted
    }
  }

  private static func real(_ path: String, relativeTo folder: String?) -> String {
    let base = folder.map { URL(filePath: $0, directoryHint: .isDirectory) }
    return URL(filePath: path, relativeTo: base).resolvingSymlinksInPath().path
  }
}
