import Foundation

/// The documents that are measured: the same each time.
public enum BenchDocuments {
  /// Makes them, if they are not there yet.
  /// - Returns: the folder, for the names that `scripts/make-bench-documents` tells.
  @discardableResult
  public static func make(in folder: TemporaryFolder) throws -> TemporaryFolder {
    if FileManager.default.fileExists(atPath: folder.file("scan.png")) { return folder }
    let made = try ChildProcess(
      "/usr/bin/python3", [FileManager.default.currentDirectoryPath + "/scripts/make-bench-documents", folder.path]
    ).wait()
    guard made == 0 else {
      throw KitError.failed(
        program: "scripts/make-bench-documents", status: made, output: "run this in the checkout, with poppler-utils")
    }
    return folder
  }
}
