import Configuration
import Inspection
import Logging
import Policy
import Protection
import Quarantine
import Spool

/// What came of putting a message under a password.
enum ProtectionOutcome {
  case form(ProtectedForm)
  /// All of it, text included, needs a key or password already, and nothing is left in it that a rule wants protected: it
  /// goes as it is.
  case lockedAlready
  /// Not all of it can be protected, in time: nothing may go in its place (what cannot be protected is never sent in
  /// clear).
  case impossible
}

extension Gate {
  /// Puts a message's attachments, and its text where `text` says so, under a new password, and reads what comes of it by
  /// another worker: what the rules asked to protect must not be found in it any more.
  /// - Parameters:
  ///   - recipients: those of the judged message for whom it is to be protected.
  ///   - agreed: what they have agreed on with the school; nil for a new password.
  ///   - inBackground: nobody waits for it.
  func protect(
    _ message: MemoryFile, _ judgement: Judgement, for recipients: Set<Int>, text: Bool, identity: String,
    envelope: Envelope, headersWereCut: Bool, agreed: Password? = nil, inBackground: Bool = false,
    progress: (() -> Void)? = nil
  ) -> ProtectionOutcome {
    guard let password = agreed ?? current.words?.password() else { return .impossible }
    let order = ProtectionOrder(password: password, includesBody: text)
    let made: ProtectedContent
    do {
      let request = ProtectionRequest(.message(message), order)
      let milliseconds = inBackground ? settings.limits.pendingMilliseconds : nil
      switch try pool.protect(
        request, milliseconds: milliseconds, inBackground: inBackground, progress: progress)
      {
      case .protected(let content): made = content
      case .refused(let failure):
        logger.notice("a message is not protected: \(failure)")
        return .impossible
      }
    } catch {
      logger.error("a message is not protected: \(error)")
      return .impossible
    }
    guard !made.replaced.isEmpty || text else {
      logger.notice("a message is not protected: a password or key is needed for its attachments already")
      return .impossible
    }
    let after = judge(
      made.replaced.isEmpty ? message : made.file, identity: identity, envelope: envelope,
      submission: judgement.facts.submission, headersWereCut: headersWereCut,
      pace: inBackground ? .inBackground : .atOnce, heedsTag: false,
      progress: progress)
    guard after.facts.failure == nil, !judgement.decision.asksProtection(as: after.decision, for: recipients) else {
      logger.notice("a message is not protected: what was found would stay readable")
      return .impossible
    }
    if made.replaced.isEmpty {
      logger.notice("a message that its sender wants protected needs a key already, and goes as it is")
      return .lockedAlready
    }
    return .form(ProtectedForm(made.file, password: password))
  }
}

extension Decision {
  /// Whether a rule that asked for protection matches still.
  fileprivate func asksProtection(as later: Decision, for recipients: Set<Int>) -> Bool {
    let asking = matches.filter {
      $0.mode == .enforce && $0.requirements.contains(.protect) && !recipients.isDisjoint(with: $0.recipients)
    }
    let rules = Set(asking.map(\.rule))
    return later.matches.contains { rules.contains($0.rule) && !recipients.isDisjoint(with: $0.recipients) }
  }
}
