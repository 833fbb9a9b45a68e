/// What a filter may ask the MTA to do to a message (`SMFIF_…` of libmilter/mfapi.h, sendmail 8.17).
struct MilterActions: OptionSet, Sendable {
  let rawValue: UInt32
  static let addHeaders = MilterActions(rawValue: 0x1)
  static let addRecipients = MilterActions(rawValue: 0x4)
  static let deleteRecipients = MilterActions(rawValue: 0x8)
  static let changeHeaders = MilterActions(rawValue: 0x10)
  static let addRecipientsWithParameters = MilterActions(rawValue: 0x80)
  static let chooseMacros = MilterActions(rawValue: 0x100)
}

/// What is sent, and what is answered (`SMFIP_…` of libmilter/mfdef.h, sendmail 8.17).
struct MilterSteps: OptionSet, Sendable {
  let rawValue: UInt32
  static let sendsNoEndOfHeaders = MilterSteps(rawValue: 0x40)
  static let sendsNoUnknown = MilterSteps(rawValue: 0x100)
  static let sendsNoData = MilterSteps(rawValue: 0x200)
  static let answersNoHeader = MilterSteps(rawValue: 0x80)
  static let answersNoConnect = MilterSteps(rawValue: 0x1000)
  static let answersNoHelo = MilterSteps(rawValue: 0x2000)
  static let answersNoMail = MilterSteps(rawValue: 0x4000)
  static let answersNoRecipient = MilterSteps(rawValue: 0x8000)
  static let answersNoData = MilterSteps(rawValue: 0x1_0000)
  static let answersNoEndOfHeaders = MilterSteps(rawValue: 0x4_0000)
  static let answersNoBody = MilterSteps(rawValue: 0x8_0000)
  static let keepsLeadingSpace = MilterSteps(rawValue: 0x10_0000)
}

/// What the MTA offers and what of it we take.
struct Negotiation {
  /// What Postern may ask the MTA to do to a message.
  static let actions: MilterActions = [
    .addHeaders, .changeHeaders, .addRecipients, .addRecipientsWithParameters, .deleteRecipients, .chooseMacros,
  ]
  /// Only the end of a message is answered, which halves what a milter costs, also for mail that is not judged: to throw
  /// a body away is cheaper than to answer DATA. What says nothing is not sent at all: DATA and the end of the header
  /// fields show in what follows them, unknown commands are none of ours. Header values keep their leading space.
  static let steps: MilterSteps = [
    .answersNoConnect, .answersNoHelo, .answersNoMail, .answersNoRecipient, .answersNoData, .answersNoHeader,
    .answersNoEndOfHeaders, .answersNoBody, .keepsLeadingSpace, .sendsNoData, .sendsNoEndOfHeaders, .sendsNoUnknown,
  ]

  let chosenActions: MilterActions
  let chosenSteps: MilterSteps

  init(offeredActions: MilterActions, offeredSteps: MilterSteps) {
    chosenActions = offeredActions.intersection(Self.actions)
    chosenSteps = offeredSteps.intersection(Self.steps)
  }

  /// Whether the MTA takes a list of the macros that we need, so that its own set-up does not matter.
  var canAskForMacros: Bool { chosenActions.contains(.chooseMacros) }

  /// Whether header values come with their leading space; if not, a space is put there.
  var keepsLeadingSpace: Bool { chosenSteps.contains(.keepsLeadingSpace) }
}
