import Configuration
import Detection
import Extraction
import Inspection
import People

extension RuleSet {
  /// Decides on one message: every rule that matches adds its requirements, for each recipient (D11).
  ///
  /// Pure: equal facts give equal decisions. Needs no more than `facts`, so that the past can be replayed.
  public func decide(_ facts: MessageFacts) -> Decision {
    if facts.isForProtectedChannels {
      return Decision(
        matches: [], recipients: facts.recipients.map { Outcome(audience: $0).decision }, ruleSetVersion: version,
        isUnseen: true)
    }
    var judge = Judge(facts, access: access)
    let views = facts.recipients.map { judge.view($0) }
    var outcomes = facts.recipients.map { Outcome(audience: $0) }
    // A refusal at end-of-data is for the whole message (RFC 5321 §4.2.5), and nothing stands between a sender and the
    // people who protect children (D15): where one of those is a recipient, the others' copies are held instead.
    let mayRefuse = facts.submission == .direct && !facts.recipients.contains(where: \.mustNotWait)
    var matches: [RuleMatch] = []
    let marks = judge.marks
    for number in rules.indices
    where marks.isSuperset(of: needs[number]) && views.contains(where: { judge.holds(rules[number].condition, $0) }) {
      let rule = rules[number]
      let asked = rule.requirements.asked(mayRefuse: mayRefuse)
      var matched: [Int] = []
      var exception: String?
      for (index, view) in views.enumerated() where judge.holds(rule.condition, view) {
        let here = view.audience.mustNotWait ? asked.withoutDelay : asked
        if here.isEmpty && !asked.isEmpty { continue }
        if let named = rule.exception(for: facts, recipient: view.audience) {
          exception = named.name
          continue
        }
        matched.append(index)
        outcomes[index].add(here, mode: rule.mode)
        if rule.mode == .enforce, here.contains(.delay) { outcomes[index].delay(rule.delay) }
        if rule.mode == .enforce, here.contains(.protect) {
          outcomes[index].protect(
            rule.demand(on: view, &judge), text: rule.protectsText || facts.asksProtection)
        }
      }
      if !matched.isEmpty || exception != nil {
        matches.append(rule.match(asked, matched, views, &judge, exception: matched.isEmpty ? exception : nil))
      }
    }
    Outcome.spreadRefusal(&outcomes)
    let copies = Outcome.split(&outcomes, facts)
    var decision = conclude(facts, matches.strongestFirst, outcomes.map(\.decision))
    decision.copies = copies
    return decision
  }

  private func conclude(_ facts: MessageFacts, _ matches: [RuleMatch], _ recipients: [RecipientDecision]) -> Decision {
    var decision = Decision(matches: matches, recipients: recipients, ruleSetVersion: version)
    let isStopped = decision.action >= .protect
    guard isStopped || decision.actionIfEnforced >= .protect else { return decision }
    let stopping = matches.filter { match in
      !match.recipients.isEmpty && !match.requirements.isDisjoint(with: Requirement.stopping)
        && (match.mode == .enforce || !isStopped)
    }
    decision.cabinets = Cabinet.of(facts, stoppedBy: stopping, access: access)
    decision.releaser = stopping.map(\.releaser).max() ?? .sender
    return decision
  }
}

/// What has been asked for one recipient so far.
private struct Outcome {
  let audience: Audience
  var enforced: Set<Requirement> = []
  var all: Set<Requirement> = []
  var protection: ProtectionDemand?
  var protectsText = false
  var delay: Int?

  mutating func delay(_ seconds: Int?) {
    delay = max(delay ?? 0, seconds ?? 0)
  }

  mutating func protect(_ demand: ProtectionDemand, text: Bool) {
    protection = max(protection ?? demand, demand)
    protectsText = protectsText || text
  }

  mutating func add(_ requirements: Set<Requirement>, mode: Mode) {
    all.formUnion(requirements)
    switch mode {
    case .enforce: enforced.formUnion(requirements)
    case .tell: enforced.insert(.tell)
    case .watch: break
    }
  }

  var decision: RecipientDecision {
    var decision = RecipientDecision(
      address: audience.address, kind: audience.kind, requirements: enforced.strictest,
      requirementsIfEnforced: all.strictest, protection: protection, protectsText: protectsText)
    decision.delay = delay
    return decision
  }

  /// A message that is split for one recipient is split for all: else another's copy would show what this one hides.
  /// - Returns: the copies, where it is to be split; past their number the addresses are hidden instead.
  static func split(_ outcomes: inout [Outcome], _ facts: MessageFacts) -> [MessageCopy] {
    guard outcomes.contains(where: { $0.all.contains(.split) }) else { return [] }
    let copies = facts.copies
    let instead: Requirement = copies == nil ? .hideAddresses : .split
    let isEnforced = outcomes.contains { $0.enforced.contains(.split) }
    let asSent = Set((copies ?? []).filter { $0.shown == .everybody }.flatMap(\.recipients))
    for index in outcomes.indices {
      outcomes[index].all.remove(.split)
      outcomes[index].enforced.remove(.split)
      guard !asSent.contains(index) else { continue }
      outcomes[index].all.insert(instead)
      if isEnforced { outcomes[index].enforced.insert(instead) }
    }
    return (copies ?? []).flatMap { $0.parted { outcomes[$0].hidesAddresses(isEnforced: isEnforced) } }
  }

  /// Whether another rule hides the addresses from this recipient. The people who protect children get it as it was sent,
  /// at once (D15).
  private func hidesAddresses(isEnforced: Bool) -> Bool {
    !audience.hasSafeguardingRoute && (isEnforced ? enforced : all).contains(.hideAddresses)
  }

  static func spreadRefusal(_ outcomes: inout [Outcome]) {
    let isRefused = outcomes.contains { $0.enforced.contains(.reject) }
    let wouldBeRefused = outcomes.contains { $0.all.contains(.reject) }
    guard wouldBeRefused else { return }
    for index in outcomes.indices {
      outcomes[index].all.insert(.reject)
      if isRefused { outcomes[index].enforced.insert(.reject) }
    }
  }
}

extension Requirement {
  /// Those that keep a message from its recipient until somebody acts.
  static let stopping = holding.union([.reject, .protect])
  /// Those of them that hold it as it is.
  static let holding: Set<Requirement> = [.hold, .confirm, .check, .delay]
}

extension Set<Requirement> {
  /// For the people who protect children, and those who take reports of breaches: what would keep a message from them is
  /// left out, and TLS is used where it can be had (D15).
  fileprivate var withoutDelay: Set<Requirement> {
    let passing = subtracting(Requirement.stopping)
    return passing.contains(.requireTLS) ? passing.subtracting([.requireTLS]).union([.preferTLS]) : passing
  }

  /// The stricter of two that say the same (D11).
  fileprivate var strictest: Set<Requirement> { contains(.requireTLS) ? subtracting([.preferTLS]) : self }

  fileprivate func asked(mayRefuse: Bool) -> Set<Requirement> {
    guard contains(.reject), !mayRefuse else { return self }
    return subtracting([.reject]).union([.hold])
  }

  fileprivate var action: Action {
    RecipientDecision(address: "", kind: .unknown, requirements: self, requirementsIfEnforced: self).action
  }
}

extension [RuleMatch] {
  fileprivate var strongestFirst: [RuleMatch] {
    enumerated().sorted { a, b in
      let (one, two) = (a.element.rank, b.element.rank)
      return one == two ? a.offset < b.offset : two.lexicographicallyPrecedes(one)
    }.map(\.element)
  }
}

extension RuleMatch {
  fileprivate var rank: [Int] {
    [
      recipients.isEmpty ? 0 : 1,
      Mode.allCases.firstIndex(of: mode) ?? 0,
      Action.allCases.firstIndex(of: requirements.action) ?? 0,
      Releaser.allCases.firstIndex(of: releaser) ?? 0,
    ]
  }
}

extension Rule {
  /// A guardian whom it tells of their own child alone is never made to use a password: it is offered to the sender, who
  /// knows whether another way is better, and may have asked for it already. Who has asked is not asked again.
  fileprivate func demand(on recipient: RecipientView, _ judge: inout Judge) -> ProtectionDemand {
    if judge.facts.asksProtection { return .always }
    guard protection == .always, recipient.audience.kind == .guardian else { return protection }
    var marks = [Bool](repeating: false, count: judge.table.findings.count)
    judge.mark(condition, recipient, in: &marks)
    let subjects = marks.indices.filter { marks[$0] }.flatMap { judge.table.subjects(ofFinding: $0) }
    return subjects.contains(where: recipient.isOthers) ? .always : .offer
  }

  fileprivate func exception(for facts: MessageFacts, recipient: Audience) -> Exception? {
    exceptions.first { $0.covers(sender: facts.sender.identity, recipient: recipient.address, on: facts.day) }
  }

  fileprivate func match(
    _ requirements: Set<Requirement>, _ recipients: [Int], _ views: [RecipientView], _ judge: inout Judge,
    exception: String?
  ) -> RuleMatch {
    var marks = [Bool](repeating: false, count: judge.table.findings.count)
    if !marks.isEmpty {
      for index in recipients where marks.contains(false) { judge.mark(condition, views[index], in: &marks) }
    }
    let findings = marks.indices.filter { marks[$0] }
    let reason =
      isDiscreet ? "it needs a second look" : PublicReason.of(findings, recipients, judge.facts, table: judge.table)
    return RuleMatch(
      rule: id, title: title, mode: mode, requirements: requirements, clause: clause, remedy: remedy,
      releaser: releaser, findings: findings, recipients: recipients, publicReason: reason, exception: exception,
      isDiscreet: isDiscreet)
  }
}

extension MessageFacts {
  /// Staff write to their union, doctor or solicitor about nobody but themselves (D18). Only what was read in full
  /// can be known to be about nobody else.
  fileprivate var isForProtectedChannels: Bool {
    guard sender.kind == .staff, failure == nil, !recipients.isEmpty, recipients.allSatisfy(\.isProtectedChannel),
      inspection.ambiguities.isEmpty, inspection.limitsReached.isEmpty,
      inspection.parts.allSatisfy({ $0.unreadable == nil && !$0.protection.hidesContent })
    else { return false }
    return inspection.findings.allSatisfy { finding in
      if case .category(.credentials, _) = finding.what { return false }
      return finding.subjects.allSatisfy { subject in
        if case .recorded(let person) = subject { return person == sender.person }
        return false
      }
    }
  }
}
