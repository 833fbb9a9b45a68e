public import Configuration
import NIOPosix
import Protection
public import Quarantine

/// Sends what texts are due, one after the other.
public struct TextRound: Sendable {
  private let settings: Settings.TextMessages
  private let organisation: Settings.Organisation
  private let store: QuarantineStore

  /// - Parameter organisation: whose school's name a text bears.
  public init(_ settings: Settings.TextMessages, organisation: Settings.Organisation, store: QuarantineStore) {
    self.settings = settings
    self.organisation = organisation
    self.store = store
  }

  /// - Parameters:
  ///   - isWanted: asked before each; one that is under way comes to its end.
  ///   - tell: gets each answer of the gateway, in which there is no number, password or name.
  /// - Throws: `QuarantineError` where the store cannot be read or written; what was sent then is `uncertain` later on.
  public func run(
    while isWanted: @Sendable () -> Bool = { true }, tell: @Sendable (TextGateway.Answer) -> Void
  ) async throws {
    let gateway = TextGateway(settings)
    while isWanted() {
      guard let tried = try await NIOThreadPool.singleton.runIfActive({ [store] in try store.beginText() }) else {
        return
      }
      let text = PasswordText(
        tried.password.words, school: organisation.school(of: tried.sender)?.name ?? organisation.name)
      let answer = await gateway.send(text.text, to: tried.number)
      tell(answer)
      try await NIOThreadPool.singleton.runIfActive { [store] in try store.settleText(tried, answer.outcome) }
    }
  }
}
