import Policy

/// A decision put into the acts that a milter has.
struct ActionPlan: Equatable {
  /// The whole message is refused at the door.
  var refuses = false
  /// Indexes into the envelope's recipients whose copies are held; the others' go on.
  var held: [Int] = []
  /// Copies that have to be made: they are stored, and go from the outbox.
  var copies: [MessageCopy] = []
  /// Copies that go on as they are handed on, but over verified TLS alone: from the outbox, too.
  var verified: [MessageCopy] = []
  /// Copies that go on under a password, each by the way that it would have gone; held where that cannot be.
  var protected: [MessageCopy] = []
  /// The message's text is to be protected, too.
  var protectsText = false
  /// Whom To and Cc still show to those who get the message as it is handed on.
  var shown = ShownAddresses.everybody
  /// What was to go under a password needs one already, and goes as it is.
  var isLockedAlready = false
  /// The sender is told of something, though all of it goes on as it is.
  var tells = false
  /// A record is opened in the breach register.
  var opensBreach = false

  /// - Parameters:
  ///   - absent: those of the envelope's recipients whose copies are none of this plan's.
  ///   - submission: a refusal is for a sender's own program alone, which shows it; behind a smart host its text would
  ///     be buried, so that the message is held with a notice instead.
  init(_ decision: Decision, submission: Submission, leavingOut absent: Set<Int> = []) {
    guard !decision.isUnseen else { return }
    if submission == .direct, !decision.recipients.isEmpty, decision.recipients.allSatisfy({ $0.action == .reject }) {
      refuses = true
      return
    }
    let present = decision.recipients.indices.filter { !absent.contains($0) }
    let locked = present.filter { decision.recipients[$0].isProtectedOnTheWay }
    if !locked.isEmpty {
      protected = decision.copiesHeld(locked) ?? [MessageCopy(recipients: locked, shown: .everybody)]
      protectsText = locked.contains { decision.recipients[$0].protectsText }
    }
    held = present.filter { decision.recipients[$0].action >= .protect && !locked.contains($0) }
    let passing = present.filter { decision.recipients[$0].action < .protect }
    if passing.contains(where: { decision.recipients[$0].action == .split }) {
      split(decision.copies(for: passing))
    } else if passing.contains(where: { decision.recipients[$0].action == .bcc }) {
      shown = .nobody
    }
    let copied = Set(copies.flatMap(\.recipients))
    let bound = passing.filter { !copied.contains($0) && decision.route(of: $0) != nil }
    verified = decision.byRoute(bound.isEmpty ? [] : [MessageCopy(recipients: bound, shown: shown)])
    copies = decision.byRoute(copies)
    opensBreach = decision.recipients.contains { $0.requirements.contains(.breach) }
    tells =
      held.isEmpty && protected.isEmpty && copies.isEmpty && shown == .everybody
      && (present.contains { decision.recipients[$0].requirements.contains(.tell) }
        || (absent.isEmpty && decision.matches.contains { $0.mode == .tell }))
  }

  /// Holds what was to be protected and is not.
  mutating func holdProtected() {
    held = (held + protected.flatMap(\.recipients)).sorted()
    protected = []
  }

  /// Lets what needs a password already go as it is, each copy by the way that it would have gone.
  mutating func passProtected() {
    verified += protected.filter { $0.route != nil }
    copies += protected.filter { $0.route == nil && $0.shown != .everybody }
    protected = []
    isLockedAlready = true
  }

  /// Where one copy serves all, its header can be edited on the way (D11). Else what stays as it was sent goes on at once,
  /// and the rest from the outbox.
  private mutating func split(_ all: [MessageCopy]) {
    if all.count == 1, let only = all.first {
      shown = only.shown
    } else {
      copies = all.filter { $0.shown != .everybody }
    }
  }
}

extension Decision {
  /// The copies, for some of the recipients.
  func copies(for recipients: some Sequence<Int>) -> [MessageCopy] {
    let wanted = Set(recipients)
    return copies.compactMap { copy in
      let own = copy.recipients.filter(wanted.contains)
      return own.isEmpty ? nil : MessageCopy(recipients: own, shown: copy.shown)
    }
  }

  /// How copies that are held would go on.
  func copiesHeld(_ held: [Int]) -> [MessageCopy]? {
    let copies = shownHeld(held)
    guard held.contains(where: { route(of: $0) != nil || recipients[$0].demandsProtection }) else { return copies }
    return byRoute(copies ?? [MessageCopy(recipients: held, shown: .everybody)])
  }

  private func shownHeld(_ held: [Int]) -> [MessageCopy]? {
    if held.contains(where: { recipients[$0].requirements.contains(.split) }) { return copies(for: held) }
    guard recipients.contains(where: { $0.requirements.contains(.hideAddresses) }) else { return nil }
    return [MessageCopy(recipients: held, shown: .nobody)]
  }
}
