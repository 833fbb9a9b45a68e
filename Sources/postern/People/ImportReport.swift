import People
import PeopleStore

/// An import as a person reads it.
struct ImportReport {
  private let it: RecordsImport
  /// Warnings beyond these are only counted.
  private static let mostWarnings = 50

  init(_ it: RecordsImport) { self.it = it }

  /// Counts on standard output, warnings and refusals on standard error.
  func say(listing: Bool = false) {
    for warning in it.warnings.prefix(Self.mostWarnings) { postern.say("warning: \(warning)") }
    if it.warnings.count > Self.mostWarnings {
      postern.say("warning: \(it.warnings.count - Self.mostWarnings) more warnings are not shown")
    }
    for count in it.change.counts {
      let place = count.school.isEmpty ? "" : " of \(count.school)"
      print(
        "\(count.kind.rawValue)\(place): \(count.before) before, \(count.added) added, \(count.changed) changed, \(count.left) gone"
      )
    }
    if it.change.noContactBefore != it.change.noContactAfter {
      print("orders against contact: \(it.change.noContactBefore) before, \(it.change.noContactAfter) after")
    }
    if it.change.isEmpty { print("Nothing changes.") }
    if listing { list() }
    for refusal in it.refusals { postern.say("refused without --force: \(refusal)") }
  }

  private func list() {
    for kind in RosterKind.allCases {
      guard let names = it.change.names[kind] else { continue }
      for name in names.added { print("  added    \(kind.rawValue)  \(name)") }
      for name in names.changed { print("  changed  \(kind.rawValue)  \(name)") }
      for name in names.left { print("  gone     \(kind.rawValue)  \(name)") }
    }
  }

  /// For the audit trail, without a name.
  func sentence(force: Bool) -> String {
    let all = it.change.counts
    return
      "\(all.map(\.added).reduce(0, +)) rows added, \(all.map(\.changed).reduce(0, +)) changed, \(all.map(\.left).reduce(0, +)) gone"
      + (force && !it.refusals.isEmpty ? ", forced: \(it.refusals.joined(separator: "; "))" : "")
  }
}
