import Foundation
import Synchronization

/// Notices that a file of the rules has changed.
final class RulesWatch: Sendable {
  private struct Mark: Equatable {
    var path: String
    var size: Int?
    var changed: Date?
  }

  private let folder: String?
  private let marks: Mutex<[Mark]>

  init(_ folder: String?) {
    self.folder = folder
    marks = Mutex(Self.look(folder))
  }

  /// Whether it has since the last time that this was asked.
  var hasChanged: Bool {
    let now = Self.look(folder)
    return marks.withLock { marks in
      defer { marks = now }
      return marks != now
    }
  }

  private static func look(_ folder: String?) -> [Mark] {
    let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
    guard let folder,
      let files = FileManager.default.enumerator(at: URL(filePath: folder), includingPropertiesForKeys: keys)
    else { return [] }
    var marks: [Mark] = []
    for case let file as URL in files {
      let values = try? file.resourceValues(forKeys: Set(keys))
      marks.append(Mark(path: file.path, size: values?.fileSize, changed: values?.contentModificationDate))
    }
    return marks.sorted { $0.path < $1.path }
  }
}
