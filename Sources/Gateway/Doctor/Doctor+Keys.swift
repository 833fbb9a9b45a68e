import Configuration
import Foundation
import Glibc
import Quarantine

extension Doctor {
  /// The keys and their modes, and whether they open what is stored.
  func keysAndStore() -> ([Diagnosis], QuarantineStore?) {
    let ring: KeyRing
    do {
      ring = try KeyRing.load(settings.keys, database: settings.keysDatabase, apartFrom: settings.state)
    } catch {
      return ([Diagnosis("keys", .fail, "\(error)", remedy: "'postern keys check' tells more")], nil)
    }
    // Opening a store would make one.
    guard access(settings.state + "/quarantine.db", F_OK) == 0 else {
      return ([Diagnosis("keys", .ok, "the key in use is \(ring.currentID); nothing is stored yet")], nil)
    }
    do {
      let store = try QuarantineStore.open(state: settings.state, keys: ring, as: .commandLine)
      let report = try store.keyReport(ring)
      let found = report.problems.map {
        Diagnosis("keys", .fail, $0, remedy: "'postern keys check' tells more")
      }
      let fine = Diagnosis(
        "keys", .ok, "the key in use is \(ring.currentID); the keys of \(report.opened) messages open")
      return (found.isEmpty ? [fine] : found, store)
    } catch {
      return ([Diagnosis("keys", .fail, "\(error)", remedy: "'postern keys check' tells more")], nil)
    }
  }

  /// The state folder's owner and mode.
  func stateFolder() -> [Diagnosis] {
    var status = stat()
    guard stat(settings.state, &status) == 0 else {
      return [
        Diagnosis(
          "state", .warn, "\(settings.state) is not there yet", remedy: "start the filter once: it makes the folder")
      ]
    }
    var found: [Diagnosis] = []
    if status.st_mode & 0o077 != 0 {
      found.append(
        Diagnosis(
          "state", .fail, "others than its owner may look into \(settings.state)",
          remedy: "chmod 0700 \(settings.state)"))
    }
    if access(settings.state, W_OK) != 0 {
      found.append(
        Diagnosis(
          "state", .fail, "\(settings.state) cannot be written by this user",
          remedy: "run doctor as the filter's user, and let that user own the folder"))
    }
    return found.isEmpty ? [Diagnosis("state", .ok, "\(settings.state) is its owner's alone")] : found
  }
}
