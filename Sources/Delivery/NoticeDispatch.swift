public import Configuration
import Policy
public import Quarantine
import Spool

/// Writes notices into the outbox, to those who may get them, as many as an hour allows.
public struct NoticeDispatch: Sendable {
  private let store: QuarantineStore
  private let limit: Int
  /// What the notices say.
  public let writer: NoticeWriter
  private let officers: Settings.Officers

  public init(_ settings: Settings, store: QuarantineStore, writer: NoticeWriter) {
    self.store = store
    self.writer = writer
    limit = settings.notices.perSenderAnHour
    officers = settings.officers
  }

  /// The letters that tell of a hold: to its sender, and to the officers where one of them has to end it.
  /// - Parameter asksProtection: the sender can mend it by protecting the attachment.
  public func announcement(of message: HeldMessage, asksProtection: Bool) -> HoldAnnouncement {
    let noticed = NoticedMessage(message)
    let mayBeTold = noticed.mayBeAnswered(from: writer.from)
    return HoldAnnouncement(sender: mayBeTold ? noticed.sender : nil, perHour: limit) { id, admission in
      var letters: [Notice] = []
      if case .send(let leftOut) = admission {
        letters.append(
          asksProtection
            ? writer.protectAsked(noticed, id: id, leftOut: leftOut) : writer.held(noticed, id: id, leftOut: leftOut))
      }
      if message.releaser == .officer {
        letters += writer.officers(for: message, among: officers).map { writer.waiting(message, id: id, to: $0) }
      }
      return try letters.map { try writer.draft($0, purpose: "held \(id) \($0.to)") }
    }
  }

  /// Why a notice was or was not written.
  public enum Outcome: Hashable, Sendable {
    case queued
    /// The sender is a machine, a list, nobody, or one of our own notices.
    case notAnswerable
    /// The hour's number is reached; the next one says so.
    case leftOut
  }

  /// Tells the sender of a message that goes on.
  /// - Parameters:
  ///   - purpose: what tells this letter from others; a repeat of it is not sent.
  ///   - write: composes the notice; it gets how many were left out before.
  @discardableResult
  public func tell(
    _ message: NoticedMessage, purpose: String, _ write: (_ leftOut: Int) -> Notice
  ) throws(DeliveryError) -> Outcome {
    guard message.mayBeAnswered(from: writer.from) else { return .notAnswerable }
    do {
      switch try store.admitNotice(to: message.sender, perHour: limit) {
      case .leaveOut: return .leftOut
      case .send(let leftOut):
        try store.queue(writer.draft(write(leftOut), purpose: purpose))
        return .queued
      }
    } catch let error as QuarantineError {
      throw .store(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}
