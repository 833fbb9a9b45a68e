/// What can stand on the audit trail.
public enum AuditAction: String, CaseIterable, Codable, Sendable, Hashable {
  case held
  /// Accepted and stored before it was read (D5).
  case pending
  case contentSeen = "content seen"
  case releaseBegun = "release begun"
  case released
  case failed
  case returnBegun = "return begun"
  case returned, deleted, reopened
  /// Somebody took a release or a return back before it went.
  case takenBack = "taken back"
  /// The first of two officers has agreed to a release.
  case approved
  case approvalWithdrawn = "approval withdrawn"
  /// It should not have been held.
  case falseAlarm = "false alarm"
  case colleagueAsked = "colleague asked"
  case colleagueAnswered = "colleague answered"
  /// Somebody is asked to check the addresses: who, or which group of them.
  case checkAsked = "check asked"
  case checkConfirmed = "check confirmed"
  case checkRefused = "check refused"
  /// Its sender asks the officers to look at it.
  case officerAsked = "officer asked"
  /// Its sender wanted it to go, and a later look by the rules kept it (D24).
  case stoppedAgain = "stopped again"
  /// Somebody opened a cabinet that is not theirs.
  case glassBroken = "glass broken"
  /// How it is known that the sender has a copy of what is deleted.
  case senderHasCopy = "sender has copy"
  /// Retention does not touch it any more, until `keepEnded`.
  case kept
  case keepEnded = "keep ended"
  case warned
  /// A sender has said "I have checked that this is the parent" (D16).
  case parentChecked = "parent checked"
  /// The content of what was released is shredded, its time being over.
  case forgotten
  /// Somebody had the password of a protected message shown.
  case passwordShown = "password shown"
  /// Somebody had it sent to a mobile telephone, whose last digits the reason tells.
  case passwordTexted = "password texted"
  /// What became of that.
  case textEnded = "text message ended"
  /// The school has agreed on a password with somebody.
  case passwordAgreed = "password agreed"
  case agreementForgotten = "agreed password forgotten"
  case keysRotated = "keys rotated"
  case recordsImported = "records imported"
  /// Somebody looked a person up in the school's records.
  case personShown = "person shown"
  case personForgotten = "person forgotten"
  /// An order against contact was entered by hand.
  case contactForbidden = "contact forbidden"
  case contactAllowed = "contact allowed"
  case breachOpened = "breach opened"
  case breachNoted = "breach noted"
  case breachCorrected = "breach corrected"
  case breachAssessed = "breach assessed"
  case breachDecided = "breach decided"
  case breachClosed = "breach closed"
  /// Personal data was given to somebody with a right to it.
  case disclosed
  /// The register, or a record of it, was written to a file.
  case registerExported = "register exported"
  case signedIn = "signed in"
  case signedOut = "signed out"
  /// How many in a stretch of time, never whose: a stranger may type any address.
  case signInsRefused = "sign-ins refused"
  case accountInvited = "account invited"
  case accountOpened = "account opened"
  case accountDisabled = "account disabled"
  case accountEnabled = "account enabled"
  /// Password, second factor and sessions are gone; a new invitation was made.
  case accountReset = "account reset"
  case administratorMade = "administrator made"
  case administratorEnded = "administrator ended"
  case passwordChanged = "password changed"
  case secondFactorSet = "second factor set"
  case recoveryCodesMade = "recovery codes made"
  case recoveryCodeUsed = "recovery code used"
  case sessionsEnded = "sessions ended"
  case identityConfirmed = "identity confirmed"
  /// Somebody looked at what was decided on one sender's mail (D18).
  case investigationOpened = "investigation opened"
  case auditExported = "audit exported"
  case bypassAsked = "bypass asked for"
  case bypassBegun = "bypass begun"
  case bypassEnded = "bypass ended"
  /// Nobody confirmed it in time, or it was taken back.
  case bypassLapsed = "bypass lapsed"

  /// Its reason begins with a reference of the breach register.
  var isOfRegister: Bool {
    switch self {
    case .breachOpened, .breachNoted, .breachCorrected, .breachAssessed, .breachDecided, .breachClosed, .disclosed,
      .registerExported:
      true
    default: false
    }
  }
}

/// One line of the audit trail, as an officer reads it.
public struct AuditLine: Hashable, Sendable {
  /// Whose chain it stands on: "filter", "console", or "uid1000" for a user of the command line.
  public var writer: String
  /// From 1, without gaps within its chain.
  public var number: Int64
  /// Unix time in seconds.
  public var time: Int64
  public var action: AuditAction
  public var held: HeldID?
  /// Nil once the personal part was erased.
  public var actor: String?
  public var reason: String?
}
