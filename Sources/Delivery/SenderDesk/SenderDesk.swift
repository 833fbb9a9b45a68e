public import Policy
public import Quarantine

/// Where a sender mends a held message of their own: the one door for the pages behind a notice's link. Each act is told
/// beforehand as a plan, binds to what was shown, is judged once more by the rules of now, and stands on the audit trail
/// (D24). Looking changes nothing.
public struct SenderDesk: Sendable {
  let desk: Desk
  let recheck: any MessageRecheck

  public init(_ desk: Desk, recheck: any MessageRecheck) {
    self.desk = desk
    self.recheck = recheck
  }

  var store: QuarantineStore { desk.store }
  var book: AccessBook { desk.book }
}
