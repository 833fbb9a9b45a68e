import Configuration
import Foundation
import People
import Policy
import PosternKit
import Quarantine
import Spool
import Synchronization

@testable import Delivery

/// A school where colleagues check each other's addresses, with records of who is who; no Postfix.
final class CheckSchool {
  /// Nil only while one is opened anew.
  private var opened: QuarantineStore?
  let book: AccessBook
  let settings: Settings
  let clock: Clock
  private let folder: TemporaryFolder

  /// Friday, 27 November 2026, 10:00 here.
  final class Clock: Sendable {
    private let value: Mutex<Int64>
    init(_ time: Int64) { value = Mutex(time) }
    var now: Int64 { value.withLock { $0 } }
    func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
  }

  static let start: Int64 = BritishTime().read("2026-11-27 10:00") ?? 0

  /// - Parameters:
  ///   - more: who may check; those of the usual school where nothing is said.
  ///   - aliases: lines of virtual(5).
  ///   - directory: what a directory says of lists.
  init(_ more: String = "", aliases: String = "", directory: ListBook = ListBook()) throws {
    folder = try TemporaryFolder("checks")
    _ = try folder.write(
      "staff.csv",
      text: """
        title,first_name,last_name,role,email,private_email,department
        Mr,Tom,Marlow,Teacher,t.marlow@oakfield.example,tom.marlow@home.example,Science
        Ms,Ruth,Ash,Head of Year,r.ash@oakfield.example,ruth.ash@home.example,Pastoral; Science
        Mr,Omar,Bell,Head of Year,o.bell@oakfield.example,,Pastoral
        Ms,Dee,Cole,Teacher,d.cole@oakfield.example,,Office

        """)
    _ = try folder.write(
      "groups.csv",
      text: """
        address,member
        year7@oakfield.example,o.bell@oakfield.example
        year7@oakfield.example,d.cole@oakfield.example

        """)
    _ = try folder.write("senders.csv", text: "address,owners\noffice@oakfield.example,r.ash@oakfield.example\n")
    _ = try folder.write("virtual", text: aliases)
    settings = try Settings.load(
      folder.write(
        "postern.yaml",
        text: """
          organisation: {name: Oakfield Academy, domains: [oakfield.example]}
          people: {staff: staff.csv, groups: groups.csv, senders: senders.csv}
          state: state
          keys: keys
          alias_files: {virtual: [virtual]}
          reinject: {host: 127.0.0.1, port: 9}
          officers:
            senco: [senco@oakfield.example]
            dsl: [dsl@oakfield.example]
            checker: [checker@oakfield.example]
          notices: {contact: the office on extension 204}
          \(more.isEmpty ? "four_eyes: {checkers: {roles: [checker], jobs: [head of year]}, deputies: [d.cole@oakfield.example]}" : more)
          """))
    let clock = Clock(Self.start)
    self.clock = clock
    opened = try Self.open(settings, clock)
    let people = try PeopleIndex.build(files: settings.people, organisation: settings.organisation)
    var lists = try AliasFile.read(settings.aliasFiles, organisation: settings.organisation).book
    lists.merge(directory)
    book = AccessBook(
      settings,
      matrix: RoleMatrix(
        audiences: [:], staffList: .only([]),
        cabinets: [
          .sen: .init(categories: [], openTo: [.senco]), .childProtection: .init(categories: [], openTo: [.dsl]),
        ]), people: people, lists: lists)
  }

  private static func open(_ settings: Settings, _ clock: Clock) throws -> QuarantineStore {
    try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state),
      now: { clock.now })
  }

  /// As after a kill: another process finds what is on the disk.
  func restart() throws {
    opened = nil
    opened = try Self.open(settings, clock)
  }

  var store: QuarantineStore { opened! }

  var writer: NoticeWriter { NoticeWriter(book.settings, timeZone: nil) }
  var desk: Desk { Desk(store, book: book, writer: writer) }

  func reader(_ name: String) -> Reader { book.reader(name.contains("@") ? name : "\(name)@oakfield.example") }

  func hold(
    _ waits: Waits?, to recipients: String..., from sender: String = "t.marlow@oakfield.example",
    cabinets: [Cabinet] = [.sen], conduct: [String]? = nil, kind: AudienceKind = .guardian
  ) throws -> HeldID {
    let recipients = recipients.isEmpty ? ["a.parent@families.example"] : recipients
    var message = held(
      cabinets: cabinets, releaser: waits?.rest == .officer ? .officer : waits?.check == true ? .colleague : .sender,
      envelope: Envelope(
        sender: .init(address: sender), recipients: recipients.map { Envelope.Path(address: $0) }), conduct: conduct)
    message.identity = sender
    message.receivedAt = clock.now
    message.messageID = "<\(UUID().uuidString)@oakfield.example>"
    message.waits = waits
    message.facts.recipients = recipients.map {
      .init(address: $0, kind: kind.rawValue, note: "Parent or carer of Secret Person")
    }
    return try store.hold(message, content: memoryFile(Array("Subject: x\r\n\r\n\(UUID().uuidString)\r\n".utf8))).id
  }

  @discardableResult
  func round(_ protect: @escaping (HeldID) throws -> Bool = { _ in false }) throws -> WaitingRound.Report {
    try WaitingRound(store: store, book: book, writer: writer, protect: protect).run()
  }

  /// Whom letters about a message went to, with their texts, in the order in which they were written.
  func letters(about id: HeldID) throws -> [(to: String, text: String)] {
    try store.outgoing(about: id).filter { $0.kind == .notice }.map { row in
      (
        row.record.recipients.map(\.path.address).joined(separator: " "),
        row.record.mail.map { String(decoding: $0, as: UTF8.self) } ?? ""
      )
    }
  }

  func state(_ id: HeldID) throws -> HeldState { try store.show(id).summary.state }

  func releases(of id: HeldID) throws -> Int { try store.outgoing(about: id).count { $0.kind == .release } }
}
