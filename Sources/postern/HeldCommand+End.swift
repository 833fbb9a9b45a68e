import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import History
import Quarantine
import Spool

extension HeldCommand {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sends a held message on: its bytes and its whole envelope as they came.",
      discussion: """
        One decision ends a case: messages that were held as one case (one message that its sender's system split by
        recipients, or a mail merge) go together, unless --only is given. What Postfix does not take at once stays in
        the outbox and goes by itself.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why it may go; goes on the audit trail.") var reason = ""
    @Flag(name: .long, help: "This message alone, not the others of its case.") var only = false
    @Flag(
      name: .long, help: "Its sender has looked and says that it may go; only where the sender may end the hold.")
    var bySender = false
    @Flag(
      name: .long,
      help: "With --by-sender: \"I have checked that this is the parent\". Remembered for thirty days.")
    var checkedParent = false
    @Flag(
      name: .long,
      help: "Put the attachments under a password first; 'held password' tells it. What cannot be protected stays held."
    )
    var protected = false
    @Flag(name: .long, help: "With --protected: put the text of the message under it, too.") var withText = false
    @Flag(
      name: .long,
      help: "Send it as it came, though a rule asks for a password; needs --reason, and is no sender's choice.")
    var inClear = false

    func validate() throws {
      guard !inClear || !(protected || bySender) else {
        throw ValidationError("--in-clear is an officer's word, and goes with neither --protected nor --by-sender.")
      }
      guard !inClear || !reason.isEmpty else { throw ValidationError("--in-clear needs a --reason.") }
      guard protected || !withText else { throw ValidationError("--with-text needs --protected.") }
      guard bySender || !checkedParent else {
        throw ValidationError("--checked-parent is the sender's word: it needs --by-sender.")
      }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let history = try officer.history(settings)
      defer { history.close() }
      let writer = NoticeWriter(settings)
      let outbox = Outbox(settings, store: store, writer: writer, history: history)
      let release = Delivery.Release(store: store, outbox: outbox)
      var isDone = true
      let ids = try officer.members(of: reference.id, only: only, in: store)
      let letters = NoticeDispatch(settings, store: store, writer: writer)
      let desk = try officer.desk(settings, store)
      if officer.officer != nil, !bySender {
        return try agree(at: desk, ids, outbox, settings)
      }
      for id in ids where !bySender { try desk.checkOneDecides(id) }
      let asked = try orExit(ExitStatus.data) { try ids.filter { try store.needsForm($0) } }
      try protect(protected ? ids : inClear ? [] : asked, settings, store)
      try orExit(ExitStatus.unavailable) {
        var (actor, why) = (officer.actor, reason)
        if bySender {
          for id in ids { actor = try store.senderWhoMayRelease(id, visibleTo: officer.reader) }
          why = ([reason] + ["entered by \(officer.actor)"]).filter { !$0.isEmpty }.joined(separator: "; ")
        }
        let messages = try ids.map { ($0, try store.show($0).message) }
        var held: Set<HeldID> = []
        try release.release(
          ids, by: actor, reason: why, checkedParents: checkedParent, isProtected: protected, isInClear: inClear
        ) { id, result in
          if !report(result, on: id, done: done) {
            isDone = false
            held.insert(id)
          }
        }
        try tell(messages.filter { isLocked($0.0, $0.1) && !held.contains($0.0) }, letters, store)
      }
      if !isDone { throw ExitCode(ExitStatus.unavailable) }
    }

    /// As an officer who is named: only what is theirs to decide on.
    private func agree(
      at desk: Desk, _ ids: [HeldID], _ outbox: Outbox, _ settings: Settings
    ) throws {
      let reader = officer.reader(at: desk)
      // Nothing is made of what is not theirs.
      let seen = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        try desk.plan(choice, for: ids, by: reader)
      }
      if protected || seen.items.contains(where: \.needsForm) {
        let protection = try protection(settings, desk.store)
        defer { protection.close() }
        try orExit(ExitStatus.data) { try protection.make(for: seen, by: officer.actor) }
      }
      let result = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        let plan = try desk.plan(choice, for: ids, by: reader)
        return try desk.release(choice, ids, approved: plan.digest, by: reader, reason: reason)
      }
      switch result {
      case .waitsForSecond(let id): print("\(id) waits for a second officer to agree.")
      case .queued(let rows): try send(rows, by: outbox, done: done)
      }
    }

    private var done: String { protected ? "is released under a password" : "is released" }

    private func isLocked(_ id: HeldID, _ message: HeldMessage?) -> Bool {
      protected || (!inClear && message?.demandsProtection == true)
    }

    /// Tells the senders where to ask for the password.
    private func tell(
      _ messages: [(HeldID, HeldMessage?)], _ letters: NoticeDispatch, _ store: QuarantineStore
    ) throws {
      for case (let id, let message?) in messages {
        let noticed = NoticedMessage(message)
        let agreed = try orExit(ExitStatus.unavailable) {
          try store.agreement(with: message.envelope.recipients.map(\.address))
        }
        try orExit(ExitStatus.unavailable) { () throws(DeliveryError) in
          _ = try letters.tell(noticed, purpose: QuarantineStore.sentProtected(id)) {
            letters.writer.sentProtected(
              noticed, id: id, text: choice.hidesText(of: message), agreed: agreed, leftOut: $0)
          }
        }
      }
    }

    private var choice: ReleaseChoice {
      ReleaseChoice(isProtected: protected, protectsText: withText, isInClear: inClear)
    }

    private func protection(_ settings: Settings, _ store: QuarantineStore) throws -> HeldProtection {
      try orExit(ExitStatus.configuration) {
        try HeldProtection(settings, file: officer.configuration.file, store: store)
      }
    }

    /// All of them before the first one goes, or none does.
    private func protect(_ ids: [HeldID], _ settings: Settings, _ store: QuarantineStore) throws {
      guard !ids.isEmpty else { return }
      let protection = try protection(settings, store)
      defer { protection.close() }
      for id in ids {
        try orExit(ExitStatus.data) {
          guard try protection.protect(id, includesBody: withText || !protected, by: officer.actor) else {
            throw HeldProtection.AllLocked(id: id)
          }
        }
      }
    }
  }

  struct Return: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives a held message back to its sender, unsent, and forgets it.")
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String
    @Option(name: .long, help: "With --by: what the officer says to its sender; goes into the letter.") var note:
      String?
    @Flag(name: .long, help: "This message alone, not the others of its case.") var only = false

    func validate() throws {
      guard note == nil || officer.officer != nil else {
        throw ValidationError("--note is an officer's word: it needs --by.")
      }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      try settings.checkNoLegalHold()
      let store = try officer.store(settings)
      let writer = NoticeWriter(settings)
      let outbox = Outbox(settings, store: store, writer: writer)
      let giveBack = Delivery.Return(store: store, outbox: outbox, writer: writer)
      var isDone = true
      let ids = try officer.members(of: reference.id, only: only, in: store)
      if officer.officer != nil {
        let desk = try officer.desk(settings, store)
        let reader = officer.reader(at: desk)
        let rows = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
          let plan = try desk.returnPlan(ids, note: note, by: reader)
          return try desk.giveBack(ids, note: note, approved: plan.digest, by: reader, reason: reason)
        }
        return try send(rows, by: outbox, done: "is on its way back to its sender")
      }
      for id in ids {
        let result = try orExit(ExitStatus.unavailable) {
          try giveBack.giveBack(id, by: officer.actor, reason: reason)
        }
        if !report(result, on: id, done: "is on its way back to its sender") { isDone = false }
      }
      if !isDone { throw ExitCode(ExitStatus.unavailable) }
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forgets a held message of which its sender has a copy: nobody gets it, and its key is destroyed.",
      discussion: """
        One message at a time, and never one of child protection. That its sender has a copy is known where a letter that
        gave it back was taken, or where the sender has said so: --sender-confirmed tells who asked whom, and when. Its
        sender is not told. To give it back, use 'postern held return'.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Option(name: .long, help: "Why; goes on the audit trail.") var reason: String
    @Option(name: .long, help: "Who of them said that they have a copy, and when; goes on the audit trail.")
    var senderConfirmed: String?

    func run() throws {
      let settings = try officer.configuration.load()
      try settings.checkNoLegalHold()
      let store = try officer.store(settings)
      let id = reference.id
      _ = try officer.members(of: id, only: true, in: store)
      let copy = senderConfirmed.map { SenderCopy.confirmed(by: $0, at: store.time) } ?? .returnTaken
      if officer.officer != nil {
        let desk = try officer.desk(settings, store)
        let reader = officer.reader(at: desk)
        try orExit(orNotFound: ExitStatus.data) { () throws(DeskError) in
          let plan = try desk.deletePlan(id, by: reader)
          try desk.delete(id, senderHas: copy, approved: plan.digest, by: reader, reason: reason)
        }
      } else {
        try orExit(ExitStatus.data) { () throws(QuarantineError) in
          try store.delete(id, senderHas: copy, by: officer.actor, reason: reason)
        }
      }
      print("\(id) is deleted.")
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says of an uncertain message whether it was sent, once you have looked.",
      discussion: """
        A message is uncertain when the connection to Postfix broke at its very end, and neither Postfix's queue nor its
        log could tell. 'postern held show' names the queue id. Look for it, or ask a recipient; then say --sent, or
        --not-sent, upon which it is held again.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Flag(name: .long, help: "It was sent.") var sent = false
    @Flag(name: .long, help: "It was not sent.") var notSent = false
    @Option(name: .long, help: "What you have looked at; goes on the audit trail.") var reason: String

    func validate() throws {
      guard sent != notSent else { throw ValidationError("Say either --sent or --not-sent.") }
    }

    func run() throws {
      let store = try officer.store(try officer.configuration.load())
      _ = try officer.members(of: reference.id, only: true, in: store)
      try orExit(ExitStatus.data) {
        try store.settleUncertain(reference.id, wasSent: sent, by: officer.actor, reason: reason)
      }
      print(sent ? "\(reference.id) counts as sent." : "\(reference.id) is held again.")
    }
  }
}

extension OfficerOptions {
  /// The message and the others of its case that are held; those others alone, where it has come to its end before. One
  /// that is pending is ended alone, since nobody knows yet what is in it.
  ///
  /// Ends the program where this officer may not even know of the message (D17).
  func members(of id: HeldID, only: Bool, in store: QuarantineStore) throws -> [HeldID] {
    let members = try orExit(ExitStatus.data) { try store.caseMembers(of: id, visibleTo: reader) }
    let held = members.filter { $0.state == .held }.map(\.id)
    let isApart = members.contains { $0.id == id && [.uncertain, .pending].contains($0.state) }
    return only || isApart || held.isEmpty ? [id] : held
  }
}

/// Tries what is in the outbox now, and tells how that went.
private func send(_ rows: [(id: HeldID, row: OutgoingID)], by outbox: Outbox, done: String) throws {
  var isDone = true
  for (id, row) in rows {
    let result = try orExit(ExitStatus.unavailable) { () throws(DeliveryError) in try outbox.send(row) }
    if !report(result, on: id, done: done) { isDone = false }
  }
  if !isDone { throw ExitCode(ExitStatus.unavailable) }
}

extension Desk {
  /// Ends the program where two officers have to agree: who acts for the machine is none.
  fileprivate func checkOneDecides(_ id: HeldID) throws {
    try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in try checkNeedsNoOfficers(id) }
  }
}

/// Tells how a try went.
/// - Returns: whether it has gone, or goes by itself.
private func report(_ result: Outbox.Result, on id: HeldID, done: String) -> Bool {
  switch result {
  case .sent(let outcome):
    print("\(id) \(done)\(outcome.queueID.map { " as \($0)" } ?? "").")
    for refusal in outcome.refused { say("not taken for \(refusal.address): \(refusal.reply)") }
  case .waits(let problem):
    print("\(id) is in the outbox, and goes as soon as Postfix takes it (\(problem)).")
  case .taken: print("\(id) is in the outbox, and the filter is sending it.")
  case .failed(let error):
    say("\(id) is held again: \(error)")
    return false
  case .uncertain(let problem):
    say("nobody can tell whether \(id) went: \(problem): look, and then use 'postern held settle'")
    return false
  }
  return true
}
