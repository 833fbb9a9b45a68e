import Foundation
import Glibc

/// A secret of somebody else's service, which lies in a file of its own and never in the configuration.
public enum SecretFile {
  /// Why it cannot be used, without anything of it.
  public struct Fault: Error, Hashable, Sendable {
    public var problem: String
    /// What a person can do about it; nil where their own words fit better.
    public var remedy: String?
  }

  /// What the file holds, without white space around it.
  /// - Throws: where it cannot be read, is empty, or others than its owner and group may read it.
  public static func read(_ file: String) throws(Fault) -> String {
    var status = stat()
    guard stat(file, &status) == 0, let data = FileManager.default.contents(atPath: file), data.count <= largest,
      let text = String(data: data, encoding: .utf8)?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty
    else { throw Fault(problem: "\(file) cannot be read, or is empty", remedy: nil) }
    guard status.st_mode & 0o007 == 0 else {
      throw Fault(problem: "others may read \(file)", remedy: "chmod 0400 it, and have a new secret made")
    }
    return text
  }

  /// In bytes.
  private static let largest = 4_096
}
