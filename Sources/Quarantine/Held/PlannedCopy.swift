public import Policy
import Spool

/// One copy that would go out: exactly who gets what.
public struct PlannedCopy: Hashable, Sendable, Codable {
  /// As the envelope has them.
  public var addresses: [String]
  /// Whom its To and Cc show.
  public var shown: ShownAddresses
  /// Nil for the ordinary one.
  public var route: OutgoingRoute?
  public var cuts: [PartCut]
  /// In the form under a password.
  public var isProtected: Bool

  public init(
    addresses: [String], shown: ShownAddresses, route: OutgoingRoute? = nil, cuts: [PartCut] = [],
    isProtected: Bool = false
  ) {
    self.isProtected = isProtected
    self.addresses = addresses
    self.shown = shown
    self.route = route
    self.cuts = cuts
  }
}

extension ReleaseChoice {
  /// Whether the text of a message goes under the password, too. Where nobody has said what the rules mean, all of it does.
  public func hidesText(of message: HeldMessage) -> Bool {
    !isProtected || protectsText || message.protectsText == true
  }
}

extension HeldMessage {
  /// The copies in which it would go, in the order of the envelope.
  /// - Parameter taken: those who have it already.
  /// - Throws: `copyMissing` where a recipient is in none of the copies that the rules decided on.
  public func copies(
    of id: HeldID, _ choice: ReleaseChoice, leavingOut taken: Set<String>
  ) throws(QuarantineError) -> [PlannedCopy] {
    var rest = envelope
    rest.recipients.removeAll { recipient in
      taken.contains(recipient.address) || choice.recipients.map { !$0.contains(recipient.address) } ?? false
    }
    let cuts = choice.cuts.sorted { $0.range.lowerBound < $1.range.lowerBound }
    return try parts(of: rest, id).flatMap { part -> [PlannedCopy] in
      let addresses = part.envelope.recipients.map(\.address)
      guard !addresses.isEmpty else { return [] }
      let isProtected = choice.isProtected || (part.isProtected && !choice.isInClear)
      func copy(_ addresses: [String], _ shown: ShownAddresses) -> PlannedCopy {
        PlannedCopy(addresses: addresses, shown: shown, route: part.route, cuts: cuts, isProtected: isProtected)
      }
      switch choice.addresses {
      case .asDecided: return [copy(addresses, part.shown)]
      case .hidden: return [copy(addresses, .nobody)]
      case .oneEach: return addresses.map { copy([$0], .only([ShownAddresses.canonical($0)])) }
      }
    }
  }

  /// The rules ask for a password for some of it.
  public var demandsProtection: Bool { copies?.contains { $0.isProtected == true } == true }

  /// Some of these go as they came, though the rules ask for a password.
  public func goesInClear(_ planned: [PlannedCopy]) -> Bool {
    let asked = Set((copies ?? []).filter { $0.isProtected == true }.flatMap(\.addresses))
    return planned.contains { !$0.isProtected && !asked.isDisjoint(with: $0.addresses) }
  }

  /// The row of the outbox that sends a copy.
  func record(of copy: PlannedCopy) -> OutgoingRecord {
    var record = OutgoingRecord(
      OutgoingPart(
        Envelope(
          sender: envelope.sender, recipients: envelope.recipients.filter { copy.addresses.contains($0.address) }),
        shown: copy.shown, route: copy.route, isProtected: copy.isProtected))
    record.cuts = copy.cuts.isEmpty ? nil : copy.cuts
    return record
  }
}
