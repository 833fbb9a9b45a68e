import Foundation
import Glibc

/// Whether a folder lies on an encrypted file system, as far as the kernel tells.
enum DiskEncryption: Hashable {
  case encrypted
  /// No disk at all.
  case memory
  /// No encryption is to be seen; a host below, or the disk itself, may encrypt all the same.
  case clear(device: String)

  private static let stacked: Set<String> = ["ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.securefs", "fuse.cryfs"]

  /// - Parameters:
  ///   - mounts: text of /proc/self/mountinfo (proc(5)).
  ///   - system: where sysfs is.
  init(of path: String, mounts: String, system: String = "/sys") {
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    var best: (point: String, words: [Substring])?
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 10 else { continue }
      let point = Self.unescaped(words[4])
      let isAbove = point == "/" || real == point || real.hasPrefix(point + "/")
      // A later mount at the same place hides the earlier one.
      if isAbove, point.utf8.count >= (best?.point.utf8.count ?? 0) { best = (point, words) }
    }
    guard let words = best?.words, let dash = words.firstIndex(of: "-"), dash + 2 < words.count else {
      self = .clear(device: "unknown")
      return
    }
    let type = String(words[dash + 1])
    let source = Self.unescaped(words[dash + 2])
    if Self.stacked.contains(type) {
      self = .encrypted
    } else if ["tmpfs", "ramfs"].contains(type) {
      self = .memory
    } else {
      let number = Self.number(of: source) ?? String(words[2])
      self = Self.isEncrypted(number, system) ? .encrypted : .clear(device: "\(type) on \(source)")
    }
  }

  /// A file system of several disks has no device number of its own; its source has.
  private static func number(of source: String) -> String? {
    var status = stat()
    guard source.hasPrefix("/dev/"), stat(source, &status) == 0, status.st_mode & S_IFMT == S_IFBLK else { return nil }
    let device = status.st_rdev
    // makedev(3) of glibc.
    let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
    let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
    return "\(major):\(minor)"
  }

  /// Device mapper names an encrypted device "CRYPT-…"; volumes and arrays on top of it have it below them.
  private static func isEncrypted(_ number: String, _ system: String) -> Bool {
    let device = URL(filePath: "\(system)/dev/block/\(number)").resolvingSymlinksInPath()
    for folder in [device, device.deletingLastPathComponent()] {
      let name = (try? String(contentsOf: folder.appending(path: "dm/uuid"), encoding: .utf8)) ?? ""
      if name.hasPrefix("CRYPT-") { return true }
    }
    let below = (try? FileManager.default.contentsOfDirectory(atPath: device.path + "/slaves")) ?? []
    return !below.isEmpty
      && below.allSatisfy { slave in
        let file = device.appending(path: "slaves/\(slave)").resolvingSymlinksInPath().appending(path: "dev")
        let number = (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
        return number.map { isEncrypted($0, system) } ?? false
      }
  }

  /// proc(5): space, tab, line feed and backslash are written as octal numbers.
  private static func unescaped(_ word: Substring) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(String(word)) { text, pair in
      text.replacingOccurrences(of: pair.0, with: pair.1)
    }
  }
}
