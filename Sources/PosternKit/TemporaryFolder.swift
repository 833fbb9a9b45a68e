public import FoundationEssentials
import Glibc

/// A new folder that is removed with all that is in it when the last reference goes.
public final class TemporaryFolder: Sendable {
  /// Its absolute path, without a slash at the end.
  public let path: String
  /// The same as a URL.
  public var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

  /// - Parameters:
  ///   - name: the first part of its name.
  ///   - inMemory: in `/dev/shm` if that is there, where syncing costs nothing; else where `TMPDIR` says, or `/tmp`.
  ///   - mode: permission bits. Postfix's user has to be able to walk through it (0711).
  public init(_ name: String = "postern", inMemory: Bool = true, mode: UInt32 = 0o711) throws(KitError) {
    let shared = "/dev/shm"
    let usual = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let parent = inMemory && access(shared, W_OK) == 0 ? shared : usual
    var template = Array("\(parent)/\(name).XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system(doing: "make a temporary folder in \(parent)", code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard chmod(path, mode) == 0 else { throw .system(doing: "set a folder's mode", code: errno) }
  }

  /// What it is on, such as "ext4", or "tmpfs" for memory; nil where the system does not tell.
  public var fileSystem: String? {
    guard let list = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8) else { return nil }
    // proc_pid_mountinfo(5): the fifth field is where it is mounted, and behind a lone "-" stands what it is.
    let mounts = list.split(separator: "\n").compactMap { line -> (point: Substring, kind: Substring)? in
      let fields = line.split(separator: " ")
      guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { return nil }
      return (fields[4], fields[dash + 1])
    }
    let above = mounts.filter { $0.point == "/" || path.hasPrefix($0.point + "/") }
    // Of two at one place the later one covers the other.
    let nearest = above.indices.max { (above[$0].point.utf8.count, $0) < (above[$1].point.utf8.count, $1) }
    return nearest.map { String(above[$0].kind) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file in it.
  /// - Returns: its path.
  @discardableResult
  public func write(_ name: String, _ content: some Sequence<UInt8>) throws -> String {
    try Data(content).write(to: URL(filePath: file(name)))
    return file(name)
  }

  /// Writes a text file in it, in UTF-8.
  /// - Returns: its path.
  @discardableResult
  public func write(_ name: String, text: String) throws -> String { try write(name, text.utf8) }
}
