import Foundation

/// The project's own files, as the tests of the house see them.
enum Checkout {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Paths relative to the root of all files below `folder` with one of the endings.
  static func files(in folder: String, endings: Set<String>) -> [String] {
    let base = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
    return walk.compactMap { $0 as? URL }.filter { endings.contains($0.pathExtension) }
      .map { String($0.path.dropFirst(root.path.count + 1)) }.sorted()
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
