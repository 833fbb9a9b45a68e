public import Configuration
import Inspection
import Protection
public import Quarantine

/// Puts held messages under a password, so that they can be released so. The store keeps form and password; here is no copy.
public final class HeldProtection: Sendable {
  private let pool: InspectorPool
  private let words: WordList
  private let store: QuarantineStore
  /// Nobody waits at the other end of a connection here.
  private static let milliseconds = 300_000
  /// Two people may do the same at once: whose password is kept, the other one takes.
  private static let attempts = 3

  /// - Parameter file: the configuration's path, for errors.
  /// - Throws: `ConfigurationError`, or the reason why the workers cannot be started.
  public init(_ settings: Settings, file: String, store: QuarantineStore) throws {
    let rules = try FileReading.rules(settings, file: file)
    words = try WordList.load(folder: rules, orElse: Programs.shippedRules)
    pool = try FileReading.pool(settings, rules: rules)
    self.store = store
  }

  /// Ends the workers.
  public func close() { pool.close() }

  /// Makes the form of a held message in which its attachments, and its text where `includesBody` or a rule says so, need a
  /// password.
  /// - Parameter actor: who asks for it.
  /// - Returns: false where a password or key is needed already for all of it: then nothing was made.
  /// - Throws: `ProtectionFailure` where not all can be protected, and then nothing may go in its place; `QuarantineError`.
  public func protect(_ id: HeldID, includesBody: Bool, by actor: String) throws -> Bool {
    let content = try store.contentToProtect(id, by: actor)
    let isAsked = try store.show(id).message?.protectsText == true
    var password = words.password()
    for _ in 0..<Self.attempts {
      let order = ProtectionOrder(password: password, includesBody: includesBody || isAsked)
      switch try pool.protect(ProtectionRequest(.message(content), order), milliseconds: Self.milliseconds) {
      case .refused(let failure): throw failure
      case .protected(let made):
        guard !made.replaced.isEmpty else { return false }
        guard let kept = try store.keepProtected(ProtectedForm(made.file, password: password), of: id) else {
          return true
        }
        password = kept
      }
    }
    throw ProtectionFailure.failed("its password changed meanwhile")
  }
}
