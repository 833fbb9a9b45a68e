import Foundation
import PosternKit
import Testing

extension ThroughTrouble {
  @Suite("A directory whose lists are expanded", .serialized)
  struct DirectoryTests {
    private static let staff =
      Slapd.person("ash", mail: "t.ash@oakfield.example") + Slapd.person("birch", mail: "w.birch@oakfield.example")

    /// "all-staff" holds "teachers", which holds those who are named.
    private static func lists(_ members: String...) -> String {
      Slapd.group("teachers", mail: "", members: members.map { Slapd.dn($0) })
        + Slapd.group(
          "all-staff", mail: "all-staff@oakfield.example", members: [Slapd.dn("ash"), Slapd.dn("teachers", "cn")])
    }

    private func school(_ slapd: Slapd) throws -> School {
      try School(
        files: SchoolFolder(
          settings: """
            directory:
              url: \(slapd.url)
              preset: openldap
              base: dc=school,dc=example
              bind_dn: \(Slapd.administrator)
              password_file: \(slapd.folder.file("password"))
              start_tls: false
              timeout_seconds: 5
            """))
    }

    private func isHeld(_ school: School, _ number: Int) throws -> Bool {
      _ = try school.newlyHeld()
      let mail = Mail(
        from: "w.birch@oakfield.example", to: ["all-staff@oakfield.example"],
        text: "The EHCP review for Oliver Hart is on Tuesday the \(number)th.")
      #expect(try school.send(mail).code == 250)
      return try !school.newlyHeld().isEmpty
    }

    @Test("shows one pupil in a list of staff at once, and its last good copy serves, sealed, when it is down")
    func onePupil() throws {
      let slapd = try Slapd(Self.staff + Self.lists("birch"))
      try slapd.start()
      let school = try school(slapd)
      let site = school.site
      defer { site.stop() }
      try until { site.log.contains("the directory is read") && site.log.contains("read anew") }
      #expect(try !isHeld(school, 4))

      slapd.stop()
      let pupil = Slapd.person("hart", mail: "o.hart@pupils.oakfield.example")
      try slapd.load(Self.staff + pupil + Self.lists("birch", "hart"))
      try slapd.start()
      let before = site.log.components(separatedBy: "rules and people are read anew").count
      let read = try site.run(["people", "directory"])
      #expect(read.status == 0 && read.output.contains("2 groups, 0 of them"), "\(read.output)\(read.errors)")
      try until { site.log.components(separatedBy: "rules and people are read anew").count > before }
      #expect(try isHeld(school, 5))
      #expect(try site.run(["people", "directory"]).output.contains("was the same"))

      slapd.stop()
      try school.restartFilter()
      try until { site.log.contains("the last good copy stays in force") }
      #expect(try isHeld(school, 6))
      let down = try site.run(["people", "directory"])
      #expect(down.status == 69 && down.errors.contains("cannot be reached"))
      let copy = try #require(FileManager.default.contents(atPath: site.folder.file("state/people/directory.sealed")))
      for word in ["o.hart", "oakfield", "all-staff"] { #expect(copy.range(of: Data(word.utf8)) == nil) }
    }
  }
}
