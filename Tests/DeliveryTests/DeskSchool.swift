import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Synchronization
import Testing

@testable import Delivery

/// A trust of two schools with a desk, a real Postfix, and a next hop that keeps what it gets.
struct DeskSchool {
  let hop: NextHop
  let postfix: PrivatePostfix
  let settings: Settings
  let store: QuarantineStore
  let desk: Desk
  private let folder: TemporaryFolder
  private let time: Clock

  /// Moves on when it is told to.
  final class Clock: Sendable {
    private let value = Mutex<Int64>(1_795_511_700)
    var now: Int64 { value.withLock { $0 } }
    func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
  }

  /// - Parameter twoPeople: the cabinets for which two officers have to agree.
  init(twoPeople: Set<Cabinet> = []) throws {
    folder = try TemporaryFolder("desk")
    hop = try NextHop()
    postfix = try PrivatePostfix(PostfixSettings(milters: [], nextHop: hop))
    try postfix.start()
    settings = try Settings.load(
      folder.write(
        "postern.yaml",
        text: """
          organisation:
            name: Wold Trust
            domains: [wold.example]
            schools:
              - name: Oakfield
                domains: [oakfield.example]
                officers:
                  dsl: [dsl@oakfield.example]
                  deputy_dsl: [deputy@oakfield.example]
                  headteacher: [head@oakfield.example]
                  senco: [senco@oakfield.example]
                  checker: [checker@oakfield.example]
                  administrator: [it@oakfield.example]
              - {name: Ashdown, domains: [ashdown.example], officers: {headteacher: [head@ashdown.example]}}
          state: state
          keys: keys
          reinject: {host: 127.0.0.1, port: \(postfix.reinjectionPort)}
          officers:
            compliance_officer: [dco@wold.example]
            chair_of_governors: [chair@wold.example]
          """))
    time = Clock()
    let time = time
    store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, create: true, apartFrom: settings.state),
      now: { time.now })
    var matrix = RoleMatrix(
      audiences: [:], staffList: .only([]),
      cabinets: [
        .childProtection: .init(categories: [], openTo: [.dsl, .deputyDSL, .headteacher]),
        .sen: .init(categories: [], openTo: [.senco, .headteacher]),
        .general: .init(categories: [], openTo: [.complianceOfficer]),
      ], inPlaceOf: [.headteacher: [.chairOfGovernors]])
    matrix.twoPeople = twoPeople
    let book = AccessBook(settings, matrix: matrix)
    desk = Desk(store, book: book, writer: NoticeWriter(book.settings, timeZone: "Europe/London"))
  }

  var clock: Clock { time }

  func reader(_ name: String) -> Reader { desk.book.reader(name.contains("@") ? name : "\(name)@oakfield.example") }

  /// Sends what is due, once the grace time is over.
  @discardableResult
  func drain(after seconds: Int64 = Desk.usualGrace) throws -> Int {
    clock.advance(seconds)
    let outbox = Outbox(desk.book.settings, store: store, writer: desk.writer)
    return try outbox.drain { Issue.record("\($0): \($1)") }
  }

  func hold(
    _ message: HeldMessage = held(releaser: .officer), _ content: String = "From: t.marlow@oakfield.example\n\nText\n"
  )
    throws -> HeldID
  {
    try store.hold(message, content: memoryFile(DeskSchool.wire(content))).id
  }

  func state(_ id: HeldID) throws -> HeldState { try store.show(id).summary.state }

  /// Shows a plan and carries it out.
  func release(
    _ ids: HeldID..., choice: ReleaseChoice = .whole, by name: String, isFalseAlarm: Bool = false
  ) throws -> Desk.ReleaseResult {
    let reader = reader(name)
    let plan = try desk.plan(choice, for: ids, by: reader)
    return try desk.release(choice, ids, approved: plan.digest, by: reader, isFalseAlarm: isFalseAlarm)
  }

  /// As it goes over the wire.
  static func wire(_ text: String) -> [UInt8] { Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8) }
}
