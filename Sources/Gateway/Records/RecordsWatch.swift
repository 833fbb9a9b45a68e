import Configuration
import Glibc
import PeopleStore
import Synchronization

/// Notices that the school's records were replaced, so that neither a nightly import nor an order that is entered by hand
/// needs a signal.
final class RecordsWatch: Sendable {
  private struct Mark: Equatable {
    var size = -1
    var changed = 0
    var version: String?
  }

  /// What is replaced whole, and may be read at once.
  private let stored: [String]
  /// What somebody may be writing still.
  private let files: [String]
  private let store: RecordsStore
  private let marks: Mutex<(stored: [Mark], files: [Mark])>

  init(_ settings: Settings) {
    let people = settings.people
    store = RecordsStore(settings)
    stored = store.files
    files =
      [people.pupils, people.relationships, people.staff, people.senders, people.contacts, people.groups]
      .compactMap { $0 } + settings.aliasFiles.all
    marks = Mutex((Self.look(stored, in: store), Self.look(files)))
  }

  /// Whether the records have changed since the last time that this was asked.
  /// - Parameter files: ask of the files that are read themselves, too. One that changed and is still being written shows
  ///   as changed again.
  func hasChanged(files asksFiles: Bool) -> Bool {
    let now = (Self.look(stored, in: store), asksFiles ? Self.look(files) : nil)
    return marks.withLock { marks in
      let changed = marks.stored != now.0 || (now.1 != nil && now.1 != marks.files)
      marks = (now.0, now.1 ?? marks.files)
      return changed
    }
  }

  /// The directory's copy is touched whenever the directory says the same: only another one is a change.
  private static func look(_ files: [String], in store: RecordsStore) -> [Mark] {
    look(files) + [Mark(version: store.directoryVersion)]
  }

  private static func look(_ files: [String]) -> [Mark] {
    files.map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return Mark() }
      return Mark(
        size: Int(status.st_size), changed: Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec))
    }
  }
}
