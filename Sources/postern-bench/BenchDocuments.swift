import Foundation
import PosternKit

/// The documents that are measured: the same each time.
enum BenchDocuments {
  /// Makes them, if they are not there yet.
  /// - Returns: the folder, for the names that `scripts/make-bench-documents` tells.
  @discardableResult
  static func make(in folder: TemporaryFolder) throws -> TemporaryFolder {
    if FileManager.default.fileExists(atPath: folder.file("scan.png")) { return folder }
    let made = try ChildProcess(
      "/usr/bin/python3", [FileManager.default.currentDirectoryPath + "/scripts/make-bench-documents", folder.path]
    ).wait()
    guard made == 0 else {
      throw BenchError(description: "scripts/make-bench-documents fails: run this in the checkout, with poppler-utils")
    }
    return folder
  }
}
