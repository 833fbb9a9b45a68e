public import Configuration
import Quarantine

/// Looks at a whole installation as an admin would, and changes nothing of it.
public struct Doctor {
  let settings: Settings
  let file: String

  /// - Parameter file: the path of the configuration.
  public init(_ settings: Settings, file: String) {
    self.settings = settings
    self.file = file
  }

  /// All that can be told without sending anything, in the order in which it is worth mending.
  public func examine() -> [Diagnosis] {
    var found = [Diagnosis("configuration", .ok, "\(file) is read")]
    found += calendar()
    found += rules()
    // Before the store is opened, which keeps others out of its folder itself.
    found += stateFolder()
    let (keys, store) = keysAndStore()
    found += keys
    found += space()
    found += encryption()
    found += swap()
    found += filter()
    found += postfix()
    found += texting()
    if let store { found += mail(store) }
    return found
  }

  /// The store as a command opens it; nil where it is not there yet, or cannot be opened.
  func openStore() throws -> QuarantineStore {
    let ring = try KeyRing.load(settings.keys, database: settings.keysDatabase, apartFrom: settings.state)
    return try QuarantineStore.open(state: settings.state, keys: ring, as: .commandLine)
  }
}
