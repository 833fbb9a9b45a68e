import ArgumentParser
import Configuration
import Delivery
import Gateway
import History
import Quarantine

extension HeldCommand {
  struct AtRisk: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "at-risk",
      abstract: "A child is at risk now: sends a held message to the professionals among its recipients, at once.",
      discussion: """
        If a child is in immediate danger, phone 999 first. Nobody else gets it, no second person and no check is waited
        for, and the safeguarding lead and the deputy are told. Without --send it shows who would get it.
        """)
    @OptionGroup var officer: OfficerOptions
    @OptionGroup var reference: ReferenceArgument
    @Flag(name: .long, help: "Send it now; it cannot be taken back.") var send = false

    func validate() throws {
      guard officer.officer != nil else { throw ValidationError("Say who you are with --by.") }
    }

    func run() throws {
      say("If a child is in immediate danger, phone 999.")
      let settings = try officer.configuration.load()
      let store = try officer.store(settings)
      let desk = try officer.desk(settings, store)
      let reader = officer.reader(at: desk)
      let id = reference.id
      let plan = try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        try desk.riskPlan(id, by: reader)
      }
      for copy in plan.items.flatMap(\.copies) {
        for address in copy.addresses { print("\(send ? "goes" : "would go") to \(address)") }
      }
      guard send else { return }
      try orExit(orNotFound: ExitStatus.unavailable) { () throws(DeskError) in
        try desk.releaseAtRisk(id, approved: plan.digest, by: reader)
      }
      let history = try officer.history(settings)
      defer { history.close() }
      let outbox = Outbox(settings, store: store, writer: NoticeWriter(settings), history: history)
      let rows = try orExit(ExitStatus.unavailable) { try store.outgoing(about: id) }
      for row in rows where row.kind == .release && row.state == .waiting {
        let result = try orExit(ExitStatus.unavailable) { () throws(DeliveryError) in try outbox.send(row.id) }
        if case .sent = result { continue }
        say("\(id) is in the outbox, and goes as soon as Postfix takes it")
      }
    }
  }
}
