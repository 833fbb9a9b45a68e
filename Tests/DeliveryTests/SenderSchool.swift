import Configuration
import People
import Policy
import PosternKit
import Protection
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

/// A school with a sender's desk over a real store, and rules that say what a test tells them to.
struct SenderSchool {
  let store: QuarantineStore
  let desk: SenderDesk
  let rules = ScriptedRules()
  let clock = DeskSchool.Clock()
  private let folder: TemporaryFolder

  static let sender = "t.marlow@oakfield.example"

  init() throws {
    folder = try TemporaryFolder("sender")
    try folder.write("senders.csv", text: "address,owners\noffice@oakfield.example,w.birch@oakfield.example\n")
    let settings = try Settings.load(
      folder.write(
        "postern.yaml",
        text: """
          organisation: {name: Oakfield Academy, domains: [oakfield.example]}
          people: {senders: senders.csv}
          state: state
          keys: keys
          officers:
            child_protection: [dsl@oakfield.example]
            sen: [senco@oakfield.example]
            general: [dco@oakfield.example]
            dsl: [dsl@oakfield.example]
            deputy_dsl: [deputy@oakfield.example]
            checker: [checker@oakfield.example]
          """))
    let clock = clock
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state),
      now: { clock.now })
    let matrix = RoleMatrix(
      audiences: [:], staffList: .only([]),
      cabinets: [
        .childProtection: .init(categories: [], openTo: [.dsl]), .sen: .init(categories: [], openTo: [.senco]),
        .general: .init(categories: [], openTo: [.complianceOfficer]),
      ])
    let people = try PeopleIndex.build(files: settings.people, organisation: settings.organisation)
    let book = AccessBook(settings, matrix: matrix, people: people)
    rules.store = store
    desk = SenderDesk(
      Desk(store, book: book, writer: NoticeWriter(book.settings, timeZone: "Europe/London")), recheck: rules)
  }

  func person(_ name: String = "t.marlow", signedIn: Bool = true) -> SenderPerson {
    SenderPerson("\(name)@oakfield.example", isSignedIn: signedIn, client: "192.0.2.7")
  }

  func hold(_ message: HeldMessage = heldMail(), _ content: String = "From: t.marlow@oakfield.example\n\nText\n")
    throws -> HeldID
  {
    try store.hold(message, content: memoryFile(DeskSchool.wire(content))).id
  }

  func state(_ id: HeldID) throws -> HeldState { try store.show(id).summary.state }

  /// What is about to go out, apart from letters.
  func outgoing(_ id: HeldID) throws -> [OutgoingRecord] {
    try store.outgoing(about: id).filter { $0.kind != .notice }.map(\.record)
  }

  /// To whom letters about a message go.
  func letters(_ id: HeldID) throws -> [(to: String, text: String)] {
    try store.outgoing(about: id).filter { $0.kind == .notice }.map { row in
      (row.record.envelope.recipients[0].address, String(decoding: row.record.mail ?? [], as: UTF8.self))
    }
  }

  /// Shows a plan and carries it out.
  func send(_ mend: SenderMend, _ id: HeldID, by person: SenderPerson) throws {
    try desk.send(mend, of: id, approved: desk.plan(mend, of: id, by: person).digest, by: person)
  }

  func trail(_ id: HeldID) throws -> [AuditAction] { try store.auditLines(of: id).map(\.action) }
}

/// Rules that keep a message from whom a test says, for as long as one of those is among its recipients.
final class ScriptedRules: MessageRecheck {
  private let script = Mutex<[HoldReason]>([])
  private let answer = Mutex(Rechecked())
  private let failure = Mutex<String?>(nil)
  private let seen = Mutex<[[UInt8]]>([])
  private let hides = Mutex(true)
  private let holder = Mutex<QuarantineStore?>(nil)

  var store: QuarantineStore? {
    get { holder.withLock { $0 } }
    set { holder.withLock { $0 = newValue } }
  }
  /// What keeps it from whom.
  var reasons: [HoldReason] {
    get { script.withLock { $0 } }
    set { script.withLock { $0 = newValue } }
  }
  /// What else they ask for.
  var other: Rechecked {
    get { answer.withLock { $0 } }
    set { answer.withLock { $0 = newValue } }
  }
  /// Why they cannot be asked.
  var trouble: String? {
    get { failure.withLock { $0 } }
    set { failure.withLock { $0 = newValue } }
  }
  /// Whether a password hides what was found.
  var passwordHides: Bool {
    get { hides.withLock { $0 } }
    set { hides.withLock { $0 = newValue } }
  }
  /// The contents that were judged.
  var contents: [[UInt8]] { seen.withLock { $0 } }

  func judge(
    _ content: MemoryFile, of message: HeldMessage, _ id: HeldID, in copies: [PlannedCopy]
  ) throws(RecheckFailure) -> Rechecked {
    if let trouble { throw RecheckFailure(trouble) }
    let bytes = (try? content.withBytes { Array($0) }) ?? []
    seen.withLock { $0.append(bytes) }
    let isLocked = bytes == Self.locked && passwordHides
    var rechecked = other
    let recipients = Set(copies.flatMap(\.addresses))
    rechecked.reasons = reasons.compactMap { reason in
      var reason = reason
      reason.recipients.removeAll { !recipients.contains($0) }
      return reason.recipients.isEmpty || (isLocked && reason.asksProtectionAlone) ? nil : reason
    }
    return rechecked
  }

  static let locked = Array("Subject: locked\r\n\r\n".utf8)

  func protect(_ id: HeldID, includesBody: Bool) throws(RecheckFailure) -> Bool {
    do {
      let form = ProtectedForm(try memoryFile(Self.locked), password: try Password("one-two-three-four-five-six"))
      _ = try store?.keepProtected(form, of: id)
    } catch {
      throw RecheckFailure("\(error)")
    }
    return true
  }
}

let mendedParents = ["a.parent@families.example", "b.parent@families.example"]

func reason(
  _ rule: String = senRule.id, _ recipients: [String] = mendedParents, releaser: Releaser = .sender,
  requires: [String] = ["hold"], findings: [String] = ["sen serious: Secret Person"]
) -> HoldReason {
  var words = senRule
  words.id = rule
  words.requirements = requires
  return HoldReason(rule: words, releaser: releaser, recipients: recipients, findings: findings)
}

/// A message to two parents that is held for these reasons.
func heldMail(
  _ reasons: [HoldReason] = [reason()], releaser: Releaser = .sender, cabinets: [Cabinet] = [.sen],
  conduct: [String]? = nil, from identity: String = SenderSchool.sender
) -> HeldMessage {
  var message = held(rules: reasons.map(\.rule), cabinets: cabinets, releaser: releaser, conduct: conduct)
  message.identity = identity
  message.envelope.sender.address = identity
  message.reasons = reasons
  message.facts.places = ["attachment Secret Person.csv › row 14"]
  message.facts.categories = ["sen (serious)"]
  return message
}
