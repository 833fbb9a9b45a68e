public import Configuration
public import Delivery
public import Inspection
public import Protection
public import Quarantine
import Spool

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
    words = try Self.words(settings, file: file)
    pool = try FileReading.pool(settings, rules: FileReading.rules(settings, file: file))
    self.store = store
  }

  /// By workers that somebody else starts and ends.
  public init(_ pool: InspectorPool, words: WordList, store: QuarantineStore) {
    self.pool = pool
    self.words = words
    self.store = store
  }

  /// The words that passwords are made of.
  public static func words(_ settings: Settings, file: String) throws(ConfigurationError) -> WordList {
    try WordList.load(folder: FileReading.rules(settings, file: file), orElse: Programs.shippedRules)
  }

  /// Makes the forms that a plan lacks; anew where an officer has said what is to be protected.
  /// - Parameter actor: who releases; they have the right to.
  /// - Throws: as `protect` does, and `AllLocked`; then nothing of the plan may go.
  public func make(for plan: ReleasePlan, by actor: String) throws {
    for item in plan.items
    where item.needsForm || (plan.choice.isProtected && item.copies.contains(where: \.isProtected)) {
      let includesBody = plan.choice.protectsText || !plan.choice.isProtected
      guard try protect(item.id, includesBody: includesBody, by: actor) else { throw AllLocked(id: item.id) }
    }
  }

  /// A password or key is needed already for all of a message.
  public struct AllLocked: Error, Hashable, CustomStringConvertible {
    public var id: HeldID

    public init(id: HeldID) { self.id = id }

    public var description: String { "\(id) needs a password already for all of it: release it without a second one" }
  }

  /// Ends the workers.
  public func close() { pool.close() }

  /// Makes the form of a held message in which its attachments, and its text where `includesBody` or a rule says so, need a
  /// password; and one each for those who have agreed on a password of their own with the school.
  /// - Parameter actor: who asks for it; nil where it is its sender.
  /// - Returns: false where a password or key is needed already for all of it: then nothing was made.
  /// - Throws: `ProtectionFailure` where not all can be protected, and then nothing may go in its place; `QuarantineError`.
  public func protect(_ id: HeldID, includesBody: Bool, by actor: String?) throws -> Bool {
    let content = try store.contentToProtect(id, by: actor)
    let message = try store.show(id).message
    let hidesText = includesBody || message?.protectsText == true
    let recipients = message?.envelope.recipients.map(\.address) ?? []
    var password = try store.agreedPassword(forAll: recipients) ?? words.password()
    for _ in 0..<Self.attempts {
      guard let form = try form(content, password, hidesText) else { return false }
      guard let kept = try store.keepProtected(ProtectedForm(form, password: password), of: id) else {
        let own = try store.agreedGroups(recipients).compactMap { group in
          try self.form(content, group.password, hidesText).map { OwnForm(for: group.recipients, $0) }
        }
        try store.keepOwnForms(own, of: id)
        return true
      }
      password = kept
    }
    throw ProtectionFailure.failed("its password changed meanwhile")
  }

  /// - Returns: nil where a password or key is needed already for all of it.
  private func form(_ content: MemoryFile, _ password: Protection.Password, _ hidesText: Bool) throws -> MemoryFile? {
    let order = ProtectionOrder(password: password, includesBody: hidesText)
    switch try pool.protect(ProtectionRequest(.message(content), order), milliseconds: Self.milliseconds) {
    case .refused(let failure): throw failure
    case .protected(let made): return made.replaced.isEmpty ? nil : made.file
    }
  }
}
