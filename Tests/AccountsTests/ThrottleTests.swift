import Testing

@testable import Accounts

@Suite("Guessing")
struct ThrottleTests {
  private func guess(
    _ office: Office, _ address: String = Office.address, from client: Client = Office.elsewhere
  ) -> AccountsError.Kind? {
    kind { try office.accounts.signIn(address, password: "wrong", from: client) }
  }

  private func isWait(_ kind: AccountsError.Kind?) -> Bool {
    if case .wait = kind { true } else { false }
  }

  @Test("is slow after a few tries, and tries while one waits are not looked at")
  func slow() throws {
    let office = try Office()
    try office.opened()
    for _ in 0..<6 { #expect(guess(office) == .refused) }
    #expect(guess(office) == .wait(seconds: 2))
    // Even the right one: else the waiting would be no waiting.
    #expect(
      kind { try office.accounts.signIn(Office.address, password: Office.password, from: Office.elsewhere) }
        == .wait(seconds: 2))
    office.clock.advance(2)
    #expect(guess(office) == .refused)
    #expect(guess(office) == .wait(seconds: 4))
    var looked = 0
    for _ in 0..<2_000 {
      if guess(office) == .refused { looked += 1 }
      office.clock.advance(43)
    }
    #expect(looked < 110, "in a day \(looked) tries were looked at")
  }

  @Test("at links is slow after many in one network, and slows nobody else and no sign-in")
  func links() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    for _ in 0..<51 { #expect(throws: Never.self) { try office.accounts.countMissedLink(from: Office.office) } }
    #expect(kind { try office.accounts.countMissedLink(from: Office.office) } == .wait(seconds: 1))
    #expect(throws: Never.self) { try office.accounts.countMissedLink(from: Office.elsewhere) }
    #expect(throws: Never.self) { try office.signIn(app, from: Office.office) }
  }

  @Test("locks nobody out: not from elsewhere, not in the same network, not where everybody is guessed at")
  func noLockOut() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    var known = Office.office
    known.browser = entry.browser
    // From a thousand places at once, and from the school's own network.
    for place in 0..<1_000 {
      _ = guess(office, from: Client(address: "10.\(place / 250).\(place % 250).1", userAgent: ""))
    }
    for _ in 0..<100 { _ = guess(office, from: Office.office) }
    for number in 0..<200 { _ = guess(office, "user\(number)@oakfield.example", from: Office.office) }
    #expect(isWait(guess(office, from: Client(address: "203.0.113.9", userAgent: ""))))
    #expect(throws: Never.self) { try office.signIn(app, from: known) }
  }

  @Test("a new browser in a place that the account knows waits for what was guessed at it there, and for no others")
  func knownPlace() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    for number in 0..<200 { _ = guess(office, "user\(number)@oakfield.example", from: Office.office) }
    #expect(isWait(guess(office, "somebody@oakfield.example", from: Office.office)))
    #expect(throws: Never.self) { try office.signIn(app) }
  }

  @Test("a browser that is known has a budget, too: a stolen one guesses as slowly")
  func stolen() throws {
    let office = try Office()
    let (_, _, entry) = try office.opened()
    var known = Office.elsewhere
    known.browser = entry.browser
    for _ in 0..<11 { #expect(guess(office, from: known) == .refused) }
    #expect(isWait(guess(office, from: known)))
    // The cookie of one account is worth nothing for another.
    for _ in 0..<6 { #expect(guess(office, "head@oakfield.example", from: known) == .refused) }
    #expect(isWait(guess(office, "head@oakfield.example", from: known)))
  }

  @Test("of addresses that are there, and of others, is counted alike")
  func alike() throws {
    let office = try Office()
    try office.opened()
    let (there, not) = (Client(address: "203.0.113.1", userAgent: ""), Client(address: "198.51.100.1", userAgent: ""))
    for _ in 0..<20 {
      #expect(guess(office, from: there) == guess(office, "nobody@oakfield.example", from: not))
      office.clock.advance(1)
    }
  }

  @Test("codes by somebody who has the password is slow for strangers, wherever they are")
  func codes() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    var looked = 0
    for place in 0..<40 {
      let client = Client(address: "10.0.\(place).1", userAgent: "")
      guard
        case .codeNeeded(let ticket) = try office.accounts.signIn(
          Office.address, password: Office.password, from: client)
      else { continue }
      if kind({ try office.accounts.signIn(ticket: ticket, code: app.wrong, from: client) }) == .refused { looked += 1 }
    }
    #expect(looked == 11)
    var known = Office.office
    known.browser = entry.browser
    #expect(throws: Never.self) { try office.signIn(app, from: known) }
  }

  @Test("codes in a browser that is known is slow as well, though each new ticket is had by the right password")
  func codesInKnownBrowser() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    var known = Office.office
    known.browser = entry.browser
    var looked = 0
    for _ in 0..<40 {
      let ticket = try office.ticket(from: known)
      if kind({ try office.accounts.signIn(ticket: ticket, code: app.wrong, from: known) }) == .refused { looked += 1 }
    }
    #expect(looked == 11)
    office.clock.advance(Throttle.codes.firstWait)
    #expect(throws: Never.self) { try office.signIn(app, from: known) }
  }

  @Test("is forgotten an hour later, and at once when the password was right")
  func forgotten() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    for _ in 0..<6 { _ = guess(office) }
    #expect(isWait(guess(office)))
    office.clock.advance(3_600)
    for _ in 0..<5 { #expect(guess(office) == .refused) }
    _ = try office.signIn(app, from: Office.elsewhere)
    for _ in 0..<6 { #expect(guess(office) == .refused) }
  }

  @Test("the wait doubles up to its longest, and does not run over")
  func pure() {
    let throttle = Throttle(free: 3, firstWait: 2, longestWait: 60, memory: 600)
    #expect((1...12).map { throttle.wait(after: $0, lastAt: 0, now: 0) } == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60])
    #expect(throttle.wait(after: .max, lastAt: 0, now: 0) == 60)
    #expect(throttle.wait(after: 9, lastAt: 0, now: 59) == 1)
    #expect(throttle.wait(after: 9, lastAt: 0, now: 600) == 0)
    // A clock that was turned back makes nobody wait for years.
    #expect(throttle.wait(after: 9, lastAt: 1_000_000, now: 0) == 0)
  }

  @Test(
    "networks are what one subscriber has",
    arguments: [
      ("192.0.2.14", "192.0.2.200", true), ("192.0.2.14", "192.0.3.14", false), ("::ffff:192.0.2.1", "192.0.2.9", true),
      ("2001:db8:1:2200::1", "2001:db8:1:22ff::9", true), ("2001:db8:1:2200::1", "2001:db8:1:2300::1", false),
      ("nonsense", "", true), ("192.0.2.14", "::1", false),
    ])
  func networks(one: String, other: String, isSame: Bool) {
    #expect(
      (Client(address: one, userAgent: "").network == Client(address: other, userAgent: "").network) == isSame)
  }
}
