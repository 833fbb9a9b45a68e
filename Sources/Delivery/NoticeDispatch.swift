public import Configuration
public import Quarantine
import Spool

/// Sends notices, to those who may get them, as many as an hour allows.
public struct NoticeDispatch: Sendable {
  private let store: QuarantineStore
  private let reinjection: Reinjection
  private let limit: Int
  /// What the notices say.
  public let writer: NoticeWriter
  private let officers: Settings.Officers

  public init(_ settings: Settings, store: QuarantineStore, reinjection: Reinjection, writer: NoticeWriter) {
    self.store = store
    self.reinjection = reinjection
    self.writer = writer
    limit = settings.notices.perSenderAnHour
    officers = settings.officers
  }

  /// Why a notice was or was not sent.
  public enum Outcome: Hashable, Sendable {
    case sent(queueID: String?)
    /// The sender is a machine, a list, nobody, or one of our own notices.
    case notAnswerable
    /// The hour's number is reached; the next one says so.
    case leftOut
  }

  /// Tells the sender of a message.
  /// - Parameter write: composes the notice; it gets how many were left out before.
  /// - Throws: `DeliveryError`; the message itself is not touched by that.
  @discardableResult
  public func tell(_ message: NoticedMessage, _ write: (_ leftOut: Int) -> Notice) throws(DeliveryError) -> Outcome {
    guard message.mayBeAnswered(from: writer.from) else { return .notAnswerable }
    let admission: NoticeAdmission
    do {
      admission = try store.admitNotice(to: message.sender, perHour: limit)
    } catch {
      throw .store(error)
    }
    switch admission {
    case .leaveOut: return .leftOut
    case .send(let leftOut): return .sent(queueID: try send(write(leftOut)))
    }
  }

  /// Tells the officers of a held message.
  /// - Returns: how many were told; 0 when each of them is its subject, recipient or sender, or none is named.
  @discardableResult
  public func tellOfficers(_ message: HeldMessage, id: HeldID) throws(DeliveryError) -> Int {
    let addresses = writer.officers(for: message, among: officers)
    for address in addresses { _ = try send(writer.waiting(message, id: id, to: address)) }
    return addresses.count
  }

  private func send(_ notice: Notice) throws(DeliveryError) -> String? {
    let mail = NoticeMail(notice, from: writer.from, name: writer.senderName)
    do {
      return try reinjection.send(mail.file(), envelope: mail.envelope()).queueID
    } catch let error as ReinjectionError {
      throw .reinjection(error)
    } catch {
      throw .reinjection(.unreadable("\(error)"))
    }
  }
}
