public import Quarantine

/// Why an officer's wish is not carried out. Nothing was done.
public enum DeskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such message, or none that this person may know of: the same words for both (D17).
  case notFound(HeldID)
  /// It is of another cabinet.
  case notTheirs(HeldID)
  /// It is their own, and somebody else is asked (D24).
  case own(HeldID)
  /// Somebody was faster: what it is now, who decided, as far as that is known, and when; Unix time in seconds.
  case decided(HeldID, HeldState, by: String?, at: Int64?)
  /// It is not any more what was shown when this was approved (D24).
  case changed(HeldID)
  /// Nobody would get it.
  case nobodyLeft(HeldID)
  /// This is no recipient who waits for it.
  case noRecipient(HeldID)
  /// What is to be taken out is no part of it that can be.
  case cannotCut(HeldID)
  /// This cannot be done to several messages at once.
  case oneByOne(HeldID)
  /// The first of two officers cannot be the second.
  case samePerson(HeldID)
  /// Two officers are asked; who acts for the machine is none.
  case needsOfficers(HeldID)
  /// Who is asked is no holder and no checker of that school who may know of it.
  case noColleague(HeldID)
  /// No colleague's check is asked for, or it is made already.
  case noCheck(HeldID)
  /// A colleague has to confirm its addresses first.
  case needsCheck(HeldID)
  /// There is nobody who would be told.
  case nobodyToTell(HeldID)
  /// It lies open to them already.
  case openAlready(HeldID)
  /// Its password does not go by text message: why, in plain words.
  case cannotText(HeldID, String)
  case delivery(DeliveryError)

  public var description: String {
    switch self {
    case .notFound(let id): "\(QuarantineError.notFound(id))"
    case .notTheirs(let id): "\(id) is of a cabinet that is not yours: ask one of its holders"
    case .own(let id): "\(id) is your own, and somebody else is asked: ask an officer who is not its sender"
    case .decided(let id, let state, let by, _):
      "\(id) is \(state.rawValue)\(by.map { ", decided by \($0)" } ?? ""): nothing was done"
    case .changed(let id): "\(id) has changed since you looked at it: look at it again, and then decide"
    case .nobodyLeft(let id): "nobody would get \(id): choose at least one recipient"
    case .noRecipient(let id): "\(id) does not wait for one of these recipients: look at it again"
    case .cannotCut(let id):
      "an attachment cannot be taken out of \(id), nor out of what goes under a password: return it to its sender instead"
    case .oneByOne(let id): "\(id) has to be decided on by itself: open it"
    case .samePerson(let id): "you have agreed to \(id) already: a second officer has to"
    case .needsOfficers(let id): "two officers have to agree to \(id): say who you are with --by"
    case .noColleague(let id): "this is nobody who can be asked about \(id): choose an officer or a checker"
    case .noCheck(let id): "\(id) waits for no check of its addresses, or somebody has answered: nothing was done"
    case .needsCheck(let id):
      "the addresses of \(id) have to be checked first: confirm them with 'postern held check', or ask somebody who may"
    case .nobodyToTell(let id): "nobody could be told that you open \(id): name its officers in the configuration"
    case .openAlready(let id): "\(id) is open to you already"
    case .cannotText(_, let why): why
    case .delivery(let error): "\(error)"
    }
  }
}
