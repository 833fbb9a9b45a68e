import Configuration
import Foundation
import GRDB
import Glibc
import PosternKit
import Quarantine
import Testing

@testable import Accounts

@Suite("The store of accounts")
struct StoreTests {
  @Test("whoever can write it, but has no key, makes no administrator, no session and no invitation")
  func forged() throws {
    let office = try Office()
    let (_, _, teacher) = try office.opened()
    let (_, _, administrator) = try office.opened("it@oakfield.example", isAdministrator: true)
    let (mine, theirs) = (
      office.accounts.secrets.account(Office.address), office.accounts.secrets.account("it@oakfield.example")
    )
    let invitation = try office.accounts.reset("it@oakfield.example", by: "head", reason: "lost")
    try office.accounts.database.write { db in
      // Another's record in one's own row, another's session in one's own name.
      try db.execute(
        sql: "UPDATE account SET record = (SELECT record FROM account WHERE key = ?) WHERE key = ?",
        arguments: [theirs, mine])
    }
    #expect(kind { try office.accounts.session(teacher.token) } == .storage)
    #expect(try office.accounts.session(administrator.token) == nil)
    try office.accounts.database.write { db in
      try db.execute(sql: "DELETE FROM account WHERE key = ?", arguments: [mine])
      try db.execute(sql: "UPDATE invitation SET expiresAt = expiresAt + 100000000")
    }
    office.clock.advance(8 * 86_400)
    #expect(kind { try office.accounts.accept(invitation.code, password: Office.password) } == .expired)
  }

  @Test("a session moved to another account is none")
  func moved() throws {
    let office = try Office()
    let (_, _, entry) = try office.opened()
    try office.opened("it@oakfield.example", isAdministrator: true)
    try office.accounts.database.write { db in
      try db.execute(
        sql: "UPDATE session SET account = ?", arguments: [office.accounts.secrets.account("it@oakfield.example")])
    }
    #expect(try office.accounts.session(entry.token) == nil)
  }

  @Test("its files are its owner's alone, and outlive a rotation of the keys")
  func files() throws {
    let office = try Office()
    let (app, _, entry) = try office.opened()
    for name in ["accounts.db", "accounts.db-wal", "accounts.db-shm"] {
      var status = stat()
      #expect(stat(office.settings.state + "/" + name, &status) == 0 && status.st_mode & 0o777 == 0o600, "\(name)")
    }
    let ring = try KeyRing.load(office.folder.file("keys"), apartFrom: office.settings.state)
    try office.trail.rotateKeys(ring, by: "root")
    let fresh = try KeyRing.load(office.folder.file("keys"), apartFrom: office.settings.state)
    let later = try AccountStore(office.settings, keys: fresh, trail: office.trail, cost: Office.cheap)
    #expect(try later.session(entry.token)?.address == app.address)
  }

  @Test("with other keys it opens nothing, and says what to put back")
  func otherKeys() throws {
    let (office, other) = (try Office(), try Office())
    try office.opened()
    let ring = try KeyRing.load(other.folder.file("keys"), apartFrom: other.settings.state)
    let store = try AccountStore(office.settings, keys: ring, trail: office.trail, cost: Office.cheap)
    let error = #expect(throws: AccountsError.self) { try store.accounts() }
    #expect(error?.remedy.contains("key folder") == true)
  }

  @Test("a store that is locked or was written by a newer Postern is told, and nobody gets in")
  func trouble() throws {
    let office = try Office()
    let (app, _, _) = try office.opened()
    let impatient = try AccountStore(
      office.settings, keys: KeyRing.load(office.folder.file("keys")), trail: office.trail, cost: Office.cheap,
      patience: 0.01)
    let blocker = try DatabaseQueue(path: office.settings.state + "/accounts.db")
    try blocker.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      #expect(kind { try impatient.signIn(app.address, password: Office.password, from: Office.office) } == .storage)
      try db.execute(sql: "ROLLBACK")
    }
    try blocker.write { db in try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 later')") }
    #expect(kind { try office.again() } == .newer)
  }
}
