import Configuration
import Foundation
import PosternKit
import Quarantine
import Synchronization

@testable import Accounts

/// A school's state and keys in a folder of their own, and a clock that is moved at will.
final class Office {
  let folder: TemporaryFolder
  let clock = Clock()
  let trail: QuarantineStore
  let accounts: AccountStore
  private let keys: KeyRing
  private(set) var settings: Settings

  static let address = "j.patel@oakfield.example"
  static let password = "lamplighter quiver mossy"
  static let office = Client(
    address: "192.0.2.14", userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
  )
  static let elsewhere = Client(address: "198.51.100.7", userAgent: "curl/8")
  /// Small enough for many sign-ins; one test takes the real one.
  static let cheap = PasswordCost(passes: 1, memory: 8 << 10)

  init(_ change: (inout Settings) -> Void = { _ in }) throws {
    folder = try TemporaryFolder("accounts")
    try folder.write(
      "postern.yaml",
      text: """
        organisation: {name: Oakfield Academy, domains: [oakfield.example]}
        officers: {dsl: [dsl@oakfield.example]}

        """)
    var settings = try Settings.load(folder.file("postern.yaml"))
    change(&settings)
    self.settings = settings
    keys = try KeyRing.load(folder.file("keys"), create: true, apartFrom: settings.state)
    let clock = clock
    trail = try QuarantineStore.open(state: settings.state, keys: keys, as: .console, now: { clock.time })
    accounts = try AccountStore(settings, keys: keys, trail: trail, cost: Self.cheap)
  }

  /// The same accounts, as another process has them.
  func again(cost: PasswordCost = cheap, _ change: (inout Settings) -> Void = { _ in }) throws -> AccountStore {
    var settings = settings
    change(&settings)
    return try AccountStore(settings, keys: keys, trail: trail, cost: cost)
  }

  /// An account that was opened by its invitation, and is used no more.
  @discardableResult
  func opened(
    _ address: String = address, isAdministrator: Bool = false, from client: Client = office
  ) throws -> (app: App, codes: [String], entry: Entry) {
    let invitation = try accounts.invite(address, isAdministrator: isAdministrator, by: "admin@oakfield.example")
    let enrolment = try accounts.accept(invitation.code, password: Self.password)
    let app = App(enrolment, clock)
    let enrolled = try accounts.finish(enrolment.ticket, code: app.code, from: client)
    clock.advance(TOTP.step)
    return (app, enrolled.recoveryCodes, enrolled.entry)
  }

  /// The password, and what the next form is to bring.
  func ticket(
    _ address: String = address, from client: Client = office, password: String = password
  ) throws -> String {
    guard case .codeNeeded(let ticket) = try accounts.signIn(address, password: password, from: client) else {
      throw KitError.protocolViolation("no code was asked for")
    }
    return ticket
  }

  /// Signs in with password and code.
  func signIn(_ app: App, from client: Client = office, password: String = password) throws -> Entry {
    try accounts.signIn(ticket: ticket(app.address, from: client, password: password), code: app.code, from: client)
  }

  var lines: [AuditLine] { get throws { try trail.auditLines() } }

  /// All bytes of the accounts on the disk.
  func stored() -> Data {
    ["accounts.db", "accounts.db-wal"].reduce(Data()) {
      $0 + (FileManager.default.contents(atPath: settings.state + "/" + $1) ?? Data())
    }
  }
}

/// Somebody's authenticator app: it knows what the QR code told it, and no more.
final class App {
  let address: String
  private let secret: Data
  private let clock: Clock

  init(_ enrolment: Enrolment, _ clock: Clock) {
    address = enrolment.address
    self.clock = clock
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = enrolment.secret.flatMap { letter -> [UInt8] in
      let value = letters.firstIndex(of: letter) ?? 0
      return (0..<5).map { UInt8(value >> (4 - $0) & 1) }
    }
    secret = Data(stride(from: 0, to: bits.count / 8 * 8, by: 8).map { bits[$0..<$0 + 8].reduce(0) { $0 << 1 | $1 } })
  }

  var code: String { TOTP.code(secret, step: clock.time / TOTP.step) }
  /// One that is not right now.
  var wrong: String { code == "000000" ? "111111" : "000000" }
}

final class Clock: Sendable {
  private let value = Mutex<Int64>(1_795_510_000)
  var time: Int64 { value.withLock { $0 } }
  func advance(_ seconds: Int64) { value.withLock { $0 += seconds } }
}

/// The error that something ends with; nil where it succeeds.
func kind<T>(_ body: () throws -> T) -> AccountsError.Kind? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? AccountsError)?.kind
  }
}
