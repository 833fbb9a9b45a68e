public import Quarantine

/// Why a sender's wish is not carried out. Nothing was sent, and nothing is lost.
public enum SenderFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such message, or it is not theirs: the same words for both.
  case notFound(HeldID)
  /// This is for who has signed in.
  case signInNeeded(SenderAct)
  /// The rules leave this to somebody else, or there is nothing to do it with.
  case notOffered(HeldID, SenderAct)
  /// Somebody was faster: what it is now, who decided, as far as that is known, and when; Unix time in seconds.
  case decided(HeldID, HeldState, by: String?, at: Int64?)
  /// It, or what the rules say to it, is not any more what was shown (D24).
  case changed(HeldID)
  /// It stays held for these reasons.
  case stops(HeldID, [SenderView.Reason])
  /// Nobody would get it.
  case nobodyLeft(HeldID)
  /// This is no recipient who waits for it.
  case noRecipient(HeldID)
  /// What is to be taken out is no part of it that can be.
  case cannotCut(HeldID)
  /// It cannot be put under a password: why, in plain words. It is never sent in clear instead.
  case cannotProtect(HeldID, String)
  /// The rules could not be asked: why, in plain words.
  case cannotCheck(HeldID, String)
  /// "I have checked" needs a reason.
  case reasonMissing(HeldID)
  /// No officer may be asked, or no such colleague.
  case nobodyToAsk(HeldID)
  /// An officer has been asked as often as can be.
  case askedEnough(HeldID)
  /// Its password does not go by text message: why, in plain words.
  case cannotText(HeldID, String)
  /// It has gone: it cannot be taken back.
  case tooLate(HeldID)
  case delivery(DeliveryError)

  public var description: String {
    switch self {
    case .notFound(let id): "\(QuarantineError.notFound(id))"
    case .signInNeeded: "this is for who has signed in: sign in, and try again"
    case .notOffered(let id, _): "this cannot be done with \(id): choose another way, or ask an officer"
    case .decided(let id, let state, let by, _):
      "\(id) is \(state.rawValue)\(by.map { ", decided by \($0)" } ?? ""): nothing was done"
    case .changed(let id): "\(id) has changed since you looked at it: look at it again, and then decide"
    case .stops(let id, let reasons):
      "\(id) stays held: \(reasons.map(\.title).joined(separator: "; ")). Change something else, or ask an officer"
    case .nobodyLeft(let id): "nobody would get \(id): leave at least one recipient, or withdraw it"
    case .noRecipient(let id): "\(id) does not wait for one of these recipients: look at it again"
    case .cannotCut(let id): "an attachment cannot be taken out of \(id): withdraw it, and send it again without"
    case .cannotProtect(let id, let why):
      "\(id) cannot be put under a password (\(why)), and was not sent: take the data out, or ask an officer"
    case .cannotCheck(let id, let why): "\(id) could not be checked once more (\(why)): try again in a minute"
    case .reasonMissing(let id): "say in a few words how you have checked the addresses of \(id)"
    case .nobodyToAsk(let id): "nobody who could be asked may know of \(id): choose another way"
    case .askedEnough(let id): "the officers have been asked about \(id) already: speak with one of them"
    case .cannotText(_, let why): why
    case .tooLate(let id): "\(id) cannot be taken back: it has gone"
    case .delivery(let error): "\(error)"
    }
  }
}
