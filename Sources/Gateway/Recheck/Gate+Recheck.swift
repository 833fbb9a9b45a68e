import Delivery
import Inspection
import Policy
import Quarantine
import Spool

extension Gate {
  /// How long one reading may take while a person waits for it, in milliseconds.
  private static let patience = 20_000

  /// What the rules of now say to a held message as it would go. It is read once, and decided on as a whole, as if nobody
  /// saw anybody, and then with each set of addresses that copies show: so neither a number of recipients nor what one of
  /// them sees gets lost by cutting it into copies.
  /// - Throws: why no worker could read it; what the message itself is to blame for is a fact on which the rules decide.
  func recheck(
    _ content: MemoryFile, _ message: HeldMessage, _ id: HeldID, in copies: [PlannedCopy]
  ) throws(InspectionFailure) -> Rechecked {
    let generation = current
    let sender = generation.audiences.sender(message.identity)
    let everybody = copies.flatMap(\.addresses)
    let inspection = read(
      InspectionRequest(
        .message(content), sender: message.identity, recipients: everybody, readsContent: sender.kind != .pupil,
        headersWereCut: message.pending?.headersWereCut ?? false), .patiently(Self.patience))
    if case .failure(let failure) = inspection, failure.isOurs { throw failure }

    var result = Rechecked()
    func add(_ recipients: [String], _ shown: ShownAddresses) {
      let judgement = decide(
        on: inspection, from: sender, to: recipients, showing: shown,
        submission: message.client.login == nil ? .relayed : .direct, by: generation, storedAs: id,
        heedsTag: !copies.allSatisfy(\.isProtected))
      result.add(judgement, recipients, shown)
    }
    add(everybody, .nobody)
    for (shown, recipients) in Self.groups(copies) { add(recipients, shown) }
    return result
  }

  /// Recipients by whom their copies show; without those that show nobody but their one recipient.
  private static func groups(_ copies: [PlannedCopy]) -> [(ShownAddresses, [String])] {
    var groups: [(ShownAddresses, [String])] = []
    for copy in copies where copy.shown != .nobody {
      if copy.addresses.count == 1, copy.shown == .only(copy.addresses.map { ShownAddresses.canonical($0) }) {
        continue
      }
      if let known = groups.firstIndex(where: { $0.0 == copy.shown }) {
        groups[known].1 += copy.addresses
      } else {
        groups.append((copy.shown, copy.addresses))
      }
    }
    return groups
  }
}

extension Rechecked {
  fileprivate mutating func add(_ judgement: Judgement, _ recipients: [String], _ shown: ShownAddresses) {
    for reason in judgement.reasons(for: recipients.indices) {
      guard let known = reasons.firstIndex(where: { $0.rule.id == reason.rule.id }) else {
        reasons.append(reason)
        continue
      }
      let others = reason.recipients.filter { !reasons[known].recipients.contains($0) }
      reasons[known].recipients += others
      if let more = reason.findings, let findings = reasons[known].findings {
        reasons[known].findings = Set(findings + more).sorted()
      } else {
        reasons[known].findings = nil
      }
    }
    for (index, recipient) in judgement.decision.recipients.enumerated() {
      let address = recipients[index]
      if judgement.decision.route(of: index) == .verifiedTLS { verifiedTLS.insert(address) }
      let hides = !recipient.requirements.isDisjoint(with: [.hideAddresses, .split])
      if shown == .everybody, hides { hidden.insert(address) }
    }
    protectsText = protectsText || judgement.protectsText
  }
}

extension InspectionFailure {
  /// No fault of the message.
  fileprivate var isOurs: Bool {
    switch self {
    case .unavailable, .overloaded: true
    case .outOfTime, .workerDied, .invalidAnswer: false
    }
  }
}
