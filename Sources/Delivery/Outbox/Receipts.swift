public import Policy
public import Quarantine
public import Spool

/// The milter that stands first before Postfix's re-injection service: it lets pass what equals a row of the outbox that
/// is being sent at this moment, and has recorded Postfix's queue id before it does. Nothing that a sender can write
/// lets a message pass (D20).
public struct Receipts: Sendable {
  /// What is answered.
  public enum Verdict: Hashable, Sendable {
    case pass
    /// For good, with the words of the reply.
    case refuse(String)
    /// It is to go by another of Postfix's services: the configuration names the wrong port.
    case wrongService
    /// The store cannot be asked: try again.
    case later(QuarantineError)
  }

  private let store: QuarantineStore

  public init(store: QuarantineStore) { self.store = store }

  /// - Parameters:
  ///   - helo: how the client greeted.
  ///   - message: the content as Postfix hands it over.
  ///   - route: of the service that it came by.
  public func take(
    helo: String?, envelope: Envelope, message: MemoryFile, queueID: String?, by route: OutgoingRoute? = nil
  ) -> Verdict {
    guard let helo, let attempt = OutgoingTry(helo: helo) else {
      return .refuse("This service takes only what Postern itself sends")
    }
    guard let queueID else { return .refuse("Postfix told no queue id: leave i in milter_data_macros") }
    do throws(QuarantineError) {
      switch try store.receive(attempt, envelope: envelope, digest: digest(message), queueID: queueID, by: route) {
      case nil: return .pass
      case .notInProgress: return .refuse("Nothing of this name is being sent at this moment")
      case .differs: return .refuse("This is not the message that was approved")
      case .otherRoute: return .wrongService
      }
    } catch {
      return .later(error)
    }
  }

  private func digest(_ message: MemoryFile) throws(QuarantineError) -> WireDigest {
    do {
      return try WireDigest(message)
    } catch {
      throw QuarantineError(.device, "cannot read a message that is being sent (\(error))", remedy: "try again")
    }
  }
}
