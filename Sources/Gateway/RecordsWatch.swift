import Configuration
import Glibc
import Synchronization

/// Notices that a file of the school's records was replaced, so that a nightly export needs no signal.
final class RecordsWatch: Sendable {
  private struct Mark: Equatable {
    var size: Int
    var changed: Int
  }

  private let files: [String]
  private let marks: Mutex<[Mark]>

  init(_ settings: Settings) {
    let people = settings.people
    files = [people.pupils, people.relationships, people.staff, people.senders, people.contacts, people.groups]
      .compactMap { $0 }
    marks = Mutex(Self.look(files))
  }

  /// Whether a file has changed since the last time that this was asked. One that changed and is still being written
  /// shows as changed again.
  func hasChanged() -> Bool {
    let now = Self.look(files)
    return marks.withLock { marks in
      defer { marks = now }
      return marks != now
    }
  }

  private static func look(_ files: [String]) -> [Mark] {
    files.map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return Mark(size: -1, changed: 0) }
      return Mark(
        size: Int(status.st_size), changed: Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec))
    }
  }
}
