import Foundation
import GRDB
import Glibc
import PosternKit
import Testing

extension School {
  /// Waits until the filter has taken up new records.
  /// - Parameter count: how many times it had before.
  fileprivate func waitUntilRead(after count: Int) throws { try until { recordsRead > count } }

  fileprivate var recordsRead: Int { site.log.components(separatedBy: "rules and people are read anew").count - 1 }

  /// Runs a command that is to do its work, and waits until the filter knows.
  fileprivate func people(_ arguments: String...) throws {
    let before = recordsRead
    let result = try site.run(["people"] + arguments)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    try waitUntilRead(after: before)
  }

  /// The school's pupils with some more.
  fileprivate func write(pupils: [String]) throws {
    try site.folder.write(
      "pupils.csv", text: SchoolFolder.records["pupils.csv", default: ""] + pupils.map { $0 + "\n" }.joined())
  }
}

extension ThroughPostfix {
  @Suite("Records that are imported while the filter serves", .serialized, .school)
  struct RecordsTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private static let planted = PlantedWords(words: ["Quillamber", "Vellichord"])

    @Test("are in force after each import, and no client sees anything but success")
    func swapped() throws {
      let load = try Load(school, clients: 2)
      var names: [String] = []
      for round in 0..<5 {
        let name = "Quillamber\(["an", "el", "in", "or", "us"][round])"
        try school.write(pupils: [",Tamsin,\(name),2012-01-02,7C,7,Pat \(name),pat.\(round)@families.example,"])
        try school.people("import", "--force")
        let mail = Mail(
          from: "swap\(round)@oakfield.example", text: "The EHCP review for Tamsin \(name) is on Tuesday.")
        #expect(try school.send(mail).code == 250)
        names.append("Tamsin \(name)")
      }
      let sent = try load.stop()
      #expect(sent.count > 20)
      #expect(sent.filter { $0.code != 250 }.isEmpty, "\(sent.filter { $0.code != 250 }.map(\.reply))")
      let held = try Set(school.newlyHeld().flatMap(\.people))
      #expect(held.isSuperset(of: names), "\(names) \(held)")
      // Only the exports have them in clear.
      let left = Self.planted.found(
        below: school.site.folder.path, but: ["delivered", "postfix", "pupils.csv"])
      #expect(left.isEmpty)
      #expect(!Self.planted.found(below: school.site.folder.path, but: ["delivered", "postfix"]).isEmpty)
      // What the audit trail tells of it names nobody.
      let lines = try school.site.run(["audit", "list"]).output
      #expect(lines.contains("records imported") && !lines.contains("Quillamber"))
    }

    @Test("an import that is refused changes nothing, ends with 75, and is told to the officers and the log")
    func refused() throws {
      let many = (0..<40).map { number in
        let family = SchoolFolder.family(number)
        return ",\(family.first),\(family.last),2012-01-02,7C,7,\(family.guardian),\(family.guardianAddress),"
      }
      try school.write(pupils: many)
      try school.people("import", "--force")
      try school.write(pupils: [])
      let check = try school.site.run(["people", "check"])
      #expect(check.status == 75 && check.output.contains("47 before, 0 added, 0 changed, 40 gone"))
      let result = try school.site.run(["people", "import", "--unattended"])
      #expect(result.status == 75)
      #expect(result.errors.contains("40 of 47 pupils would vanish"))
      let letter = try school.notice(to: "y.castell@oakfield.example")
      try until {
        school.notices(to: "y.castell@oakfield.example").contains { $0.contains("records were not imported") }
      }
      _ = letter
      let family = SchoolFolder.family(7)
      let mail = Mail(
        from: "kept@oakfield.example", text: "The EHCP review for \(family.first) \(family.last) is on Tuesday.")
      #expect(try school.send(mail).code == 250)
      #expect(try school.newlyHeld().contains { $0.people == ["\(family.first) \(family.last)"] })
      // An export that cannot be read is another matter.
      try school.site.folder.write("pupils.csv", text: "Ref,Name\n1,Tom\n")
      let broken = try school.site.run(["people", "import", "--unattended"])
      #expect(broken.status == 65 && broken.errors.contains("pupils.csv:1:1: has no column"))
      try until {
        school.notices(to: "y.castell@oakfield.example").contains {
          $0.contains("import of the school's records failed")
        }
      }
    }
  }

  @Suite("What officers enter and are told of the records", .serialized, .oakfield)
  struct RecordsCareTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let guardian = "peter.khan10@postbox.example"

    private func isHeld(_ word: String) throws -> Bool {
      _ = try school.newlyHeld()
      let mail = Mail(
        from: "c.draycott@oakfield.example", to: [guardian], subject: "Trip \(word)",
        text: "Dear Mr Khan,\n\nAisha Khan may come on the \(word) trip to the museum.\n\nColin Draycott\n")
      #expect(try school.send(mail).code == 250)
      return try !school.newlyHeld().isEmpty
    }

    @Test("an order against contact that is entered by hand holds at once, over imports, until it is lifted")
    func noContact() throws {
      #expect(try !isHeld("first"))
      try school.people(
        "no-contact", "--pupil", "E944400126001", "--contact", guardian, "--reason", "order of the family court")
      #expect(try isHeld("second"))
      try school.people("import")
      #expect(try isHeld("third"))
      let list = try school.site.run(["people", "no-contact", "--list"])
      #expect(list.output.contains("Aisha Khan") && list.output.contains(guardian))
      try school.people("no-contact", "--lift", "N1", "--reason", "discharged")
      #expect(try !isHeld("fourth"))
      let audit = try school.site.run(["audit", "list"]).output
      #expect(audit.contains("contact forbidden") && audit.contains("contact allowed"))
      #expect(audit.contains("order of the family court"))
    }

    @Test("who looks somebody up is told what the records say, and stands on the trail")
    func show() throws {
      let shown = try school.site.run(["people", "show", "Khan Aisha", "--reason", "why was H7K2-9QXD held"])
      #expect(shown.status == 0)
      for word in ["Aisha Khan", "E944400126001", "7A", "Peter Khan", "pupil"] { #expect(shown.output.contains(word)) }
      #expect(try school.site.run(["audit", "list"]).output.contains("why was H7K2-9QXD held"))
      let partner = try school.site.run(["people", "show", "mash@northmere.example", "--reason", "test"])
      #expect(partner.output.contains("verified safeguarding route"))
      let nobody = try school.site.run(["people", "show", "Nobody Atall", "--reason", "test"])
      #expect(nobody.status == 65)
      // Not without a reason.
      #expect(try school.site.run(["people", "show", "Khan Aisha"]).status == 64)
    }

    @Test("records that are days old are told once a day, in the log and in the officers' letter")
    func stale() throws {
      let old = time(nil) - 5 * 86_400
      var times = [timeval(tv_sec: old, tv_usec: 0), timeval(tv_sec: old, tv_usec: 0)]
      #expect(utimes(school.site.folder.file("pupils.csv"), &times) == 0)
      #expect(try school.site.run(["people", "import"]).status == 0)
      school.site.stopFilter()
      try DatabaseQueue(path: school.site.folder.file("state/quarantine.db")).write { db in
        try db.execute(sql: "UPDATE clock SET digestDay = digestDay - 1")
      }
      try school.site.startFilter()
      try until { school.site.log.contains("the school's records are 5 days old") }
      let letters = { self.school.site.nextHop.messages.filter { $0.isNotice(to: "y.castell@oakfield.example") } }
      try until { letters().contains { $0.words.contains("records are 5 days old") } }
      try school.restartFilter()
      try until { school.site.log.contains("the school's records are 5 days old") }
      try school.settle()
      #expect(letters().count { $0.words.contains("records are 5 days old") } == 1)
    }
  }
}
