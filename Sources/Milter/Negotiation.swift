import CMilter

/// What the MTA offers and what of it we take (the `SMFIF_…` actions and `SMFIP_…` protocol steps of libmilter).
struct Negotiation {
  /// What Postern may ask the MTA to do to a message.
  static let actions = flags([
    SMFIF_ADDHDRS, SMFIF_CHGHDRS, SMFIF_ADDRCPT, SMFIF_ADDRCPT_PAR, SMFIF_DELRCPT, SMFIF_SETSYMLIST,
  ])
  /// Only the end of a message is answered, which halves what a milter costs, also for mail that is not judged: to throw
  /// a body away is cheaper than to answer DATA. What says nothing is not sent at all: DATA and the end of the header
  /// fields show in what follows them, unknown commands are none of ours. Header values keep their leading space.
  static let steps = flags([
    SMFIP_NR_CONN, SMFIP_NR_HELO, SMFIP_NR_MAIL, SMFIP_NR_RCPT, SMFIP_NR_DATA, SMFIP_NR_HDR, SMFIP_NR_EOH,
    SMFIP_NR_BODY,
    SMFIP_HDR_LEADSPC, SMFIP_NODATA, SMFIP_NOEOH, SMFIP_NOUNKNOWN,
  ])

  let chosenActions: UInt
  let chosenSteps: UInt

  init(offeredActions: UInt, offeredSteps: UInt) {
    chosenActions = offeredActions & Self.actions
    chosenSteps = offeredSteps & Self.steps
  }

  /// Whether the MTA takes a list of the macros that we need, so that its own set-up does not matter.
  var canAskForMacros: Bool { chosenActions & UInt(bitPattern: SMFIF_SETSYMLIST) != 0 }

  /// Whether header values come with their leading space; if not, a space is put there.
  var keepsLeadingSpace: Bool { chosenSteps & UInt(bitPattern: SMFIP_HDR_LEADSPC) != 0 }

  /// "Go on", in the way that the MTA expects at a step: with no reply where `noReplyFlag` has been agreed upon.
  func answer(_ noReplyFlag: Int) -> sfsistat {
    sfsistat(chosenSteps & UInt(bitPattern: noReplyFlag) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE)
  }

  private static func flags(_ list: [Int]) -> UInt { list.reduce(0) { $0 | UInt(bitPattern: $1) } }
}
