import Foundation
import GRDB
import Glibc

extension QuarantineStore {
  /// Looks at the keys: which are there, which are needed, who may read them, and whether each wrapped key opens.
  /// - Parameter ring: as they are in the folder now.
  public func keyReport(_ ring: KeyRing) throws(QuarantineError) -> KeyReport {
    let used = try keysUsed()
    var report = KeyReport(files: [], opened: 0, problems: [], remarks: [])
    let names = try attempt("list \(ring.folder)") { try KeyRing.names(in: ring.folder) }
    for name in names {
      let path = ring.folder + "/" + name
      let id = try attempt("read \(path)") { MasterKey(try KeyRing.read(path)).id }
      let isInUse = id == ring.currentID && name == KeyRing.currentName
      let isNeeded = isInUse || (used.contains(id) && id != ring.currentID)
      report.files.append(.init(name: name, mode: Self.mode(path), keyID: id, isInUse: isInUse, isNeeded: isNeeded))
      if !isNeeded { report.remarks.append("\(name) is not needed any more: 'postern keys rotate' removes it") }
      if isNeeded, !isInUse { report.remarks.append("\(name) is still needed: 'postern keys rotate' ends that") }
    }
    report.files.append(
      .init(name: ring.database, mode: Self.mode(ring.database), keyID: nil, isInUse: true, isNeeded: true))
    inspectPlaces(ring, &report)
    try inspectKeys(&report)
    return report
  }

  private func inspectPlaces(_ ring: KeyRing, _ report: inout KeyReport) {
    for path in [ring.folder, ring.database] where Self.mode(path) & 0o077 != 0 {
      report.problems.append("others than its owner may use \(path): chmod go= it")
    }
    if KeyRing.lies(folder.path, inside: ring.folder) {
      report.problems.append(
        "the state folder \(folder.path) lies inside the key folder: a copy of the one holds both; set 'state:'")
    }
    for ending in ["-wal", "-journal", "-shm"] where access(ring.database + ending, F_OK) == 0 {
      // Another process may be writing at this moment.
      report.remarks.append("\(ring.database)\(ending) is there: a change is under way, or was interrupted")
    }
  }

  private func inspectKeys(_ report: inout KeyReport) throws(QuarantineError) {
    let (rows, messages) = try attempt("read the wrapped keys") {
      (
        try keyDatabase.read { db in try String.fetchAll(db, sql: "SELECT id FROM messageKey ORDER BY id") },
        try database.read { db in try Row.fetchAll(db, sql: "SELECT id, record IS NOT NULL AS isWhole FROM held") }
      )
    }
    for row in rows {
      guard let id = HeldID(row), (try? messageKey(id)) != nil else {
        report.problems.append("the key of \(row) does not open: put back the database of keys from its backup")
        continue
      }
      report.opened += 1
    }
    let keyed = Set(rows)
    let known = Set(messages.map { $0["id"] as String })
    for row in messages where row["isWhole"] && !keyed.contains(row["id"]) {
      report.problems.append("\(row["id"] as String) has no key: put back the database of keys from its backup")
    }
    let orphans = keyed.subtracting(known).count
    if orphans > 0 { report.remarks.append("\(orphans) keys belong to messages that this state does not have") }
  }

  private static func mode(_ path: String) -> UInt32 {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }
}
