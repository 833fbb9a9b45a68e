import ArgumentParser
import Configuration
import Delivery
import Foundation
import Gateway
import Policy
import Quarantine

extension HeldCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows the addresses of held mail that waits for your check, and confirms or refuses them.",
      discussion: """
        A rule may ask for a colleague's check of the addresses. Without a reference it lists what waits for you; with
        one it shows who would get it and why it is held, never what is in it. With --confirm it goes on, where nothing
        else holds it; with --refuse its sender is told your reason, and it stays held.
        """)
    @OptionGroup var officer: OfficerOptions
    @Argument(
      help: ArgumentHelp(
        "The reference, like H7K2-9QXD; all that waits for you where there is none.", valueName: "reference"),
      transform: { text in
        guard let id = HeldID(text) else {
          throw ValidationError("'\(text)' is no reference: they look like H7K2-9QXD.")
        }
        return id
      })
    var id: HeldID?
    @Flag(name: .long, help: "The addresses are right.") var confirm = false
    @Flag(name: .long, help: "An address is not right; --reason says which, and goes to the sender.") var refuse = false
    @Option(name: .long, help: "What you have found; goes on the audit trail.") var reason = ""

    func validate() throws {
      guard officer.officer != nil else { throw ValidationError("Say who you are with --by.") }
      guard !confirm || !refuse else { throw ValidationError("Say either --confirm or --refuse.") }
      guard id != nil || (!confirm && !refuse) else { throw ValidationError("Name the message that you have checked.") }
      guard !refuse || !reason.allSatisfy(\.isWhitespace) else {
        throw ValidationError("--refuse needs a --reason: it goes to the sender.")
      }
    }

    func run() throws {
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let desk = try officer.desk(settings, store)
      let reader = officer.reader(at: desk)
      guard let id else {
        let plans = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
          try desk.checks(for: reader)
        }
        if plans.isEmpty { print("Nothing waits for your check.") }
        for plan in plans { show(plan) }
        return
      }
      let plan = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        try desk.checkPlan(id, by: reader)
      }
      guard confirm || refuse else { return show(plan) }
      try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        if confirm {
          try desk.confirmCheck(id, approved: plan.digest, by: reader, reason: reason)
        } else {
          try desk.refuseCheck(id, approved: plan.digest, by: reader, reason: reason)
        }
      }
      if refuse { return print("The addresses of \(id) are refused; its sender is told.") }
      print("The addresses of \(id) are confirmed; \(CheckWords.next(plan.rest)).")
    }

    private func show(_ plan: CheckPlan) {
      var lines = [
        ("Reference", plan.ids.map { "\($0)" }.joined(separator: ", ")), ("Sent", since(plan.receivedAt)),
        ("Sender", plan.sender),
      ]
      for recipient in plan.recipients {
        lines.append(
          ("To", "\(recipient.address) (\(recipient.kind))\(recipient.note.map { ": \($0)" } ?? "")"))
      }
      for rule in plan.reasons { lines.append(("Why", "\(rule.title): \(rule.publicReason)")) }
      if let earlier = plan.earlier { lines.append(("Refused", "by \(earlier.by): \(earlier.reason)")) }
      if plan.isProtected { lines.append(("How", "under a password")) }
      lines.append(("Then", CheckWords.next(plan.rest)))
      for (name, value) in lines {
        print("\(name):".padding(toLength: 13, withPad: " ", startingAt: 0) + value)
      }
      print("")
    }
  }
}

private enum CheckWords {
  /// What follows once the addresses are confirmed.
  static func next(_ rest: Releaser?) -> String {
    switch rest {
    case nil: "it goes within a minute by itself, while the filter runs"
    case .officer?: "an officer has to decide on it, too"
    case .sender?, .colleague?: "its sender decides how it goes on"
    }
  }
}
