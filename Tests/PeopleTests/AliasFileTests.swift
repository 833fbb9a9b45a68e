import Foundation
import PosternKit
import Testing

@testable import Configuration
@testable import People

@Suite("Postfix's alias maps")
struct AliasFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder("aliases") }

  private func read(aliases: String? = nil, virtual: String? = nil, origin: String? = nil) throws -> AliasFile {
    var files = Settings.AliasFiles()
    if let aliases { files.aliases = [try folder.write("aliases", text: aliases)] }
    if let virtual { files.virtual = [try folder.write("virtual", text: virtual)] }
    files.origin = origin
    return try AliasFile.read(
      files, organisation: .init(name: "Trust", domains: ["oakfield.example", "trust.example"], schools: []))
  }

  private func members(_ file: AliasFile, _ address: String) -> [String]? { file.book.list(at: address)?.members }

  @Test("in the form of aliases(5) are read with quotes, comments, continued lines and bare names")
  func aliases() throws {
    let file = try read(
      aliases: """
        # The head's alias
        Head:  j.amberley
        year7: a.khan@pupils.oakfield.example, "o'neill"@trust.example,
            # a comment within
            Tom Price <t.price@pupils.oakfield.example> (new)
        "data lead": \\y.castell, y.castell@home.example

        """)
    #expect(file.warnings.isEmpty)
    // In every local domain, and bare names where Postfix puts them.
    #expect(members(file, "head@oakfield.example") == ["j.amberley@oakfield.example"])
    #expect(members(file, "head@trust.example") == ["j.amberley@oakfield.example"])
    #expect(
      members(file, "year7@oakfield.example") == [
        "a.khan@pupils.oakfield.example", "o'neill@trust.example", "t.price@pupils.oakfield.example",
      ])
    #expect(members(file, "data lead@trust.example") == ["y.castell@oakfield.example", "y.castell@home.example"])
    #expect(
      try members(read(aliases: "head: x\n", origin: "trust.example"), "head@oakfield.example") == ["x@trust.example"])
  }

  @Test("in the form of virtual(5) are read with whole domains that are handed on")
  func virtual() throws {
    let file = try read(
      virtual: """
        trust.example   anything
        all-staff@trust.example all-staff@oakfield.example, head
        office          t.ash@oakfield.example
        @old.example    @oakfield.example
        @trust.example  office@oakfield.example
        """)
    #expect(
      members(file, "all-staff@trust.example") == ["all-staff@oakfield.example", "head@oakfield.example"])
    #expect(members(file, "office@trust.example") == ["t.ash@oakfield.example"])
    #expect(members(file, "trust.example@oakfield.example") == nil)
    let old = try #require(MailAddress("a.pugh@OLD.example"))
    #expect(file.book.catchAll(for: old)?.members == ["a.pugh@oakfield.example"])
    #expect(
      file.book.catchAll(for: try #require(MailAddress("x@trust.example")))?.members == ["office@oakfield.example"])
  }

  @Test(
    "with a program, a file, an error or what cannot be read as a member cannot be expanded",
    arguments: [
      "|/usr/bin/vacation khan", "\"|/usr/bin/vacation -a x, khan\"", "/var/mail/all", ":include:/nowhere/at-all",
      ":include:relative", ":error:no", "a@@", "(only a comment) @",
    ])
  func unknowable(_ member: String) throws {
    let list = try #require(try read(aliases: "all: t.ash, \(member)\n").book.list(at: "all@oakfield.example"))
    #expect(!list.isComplete && list.members.first == "t.ash@oakfield.example")
  }

  @Test("include other files, also one that includes itself")
  func included() throws {
    let list = try folder.write("year7.txt", text: "# pupils\na.khan@pupils.oakfield.example\nt.price, o.khan\n")
    #expect(
      try members(read(aliases: "year7: :include:\(list)\n"), "year7@oakfield.example") == [
        "a.khan@pupils.oakfield.example", "t.price@oakfield.example", "o.khan@oakfield.example",
      ])
    let circle = folder.file("circle.txt")
    try folder.write("circle.txt", text: "t.ash\n:include:\(circle)\n")
    let found = try read(aliases: "round: \":include:\(circle)\"\n")
    #expect(
      found.book.list(at: "round@oakfield.example")
        == MailingList(members: ["t.ash@oakfield.example"], isComplete: false))
    #expect(found.warnings.map(\.line) == [2])
    #expect(found.warnings.allSatisfy { $0.description.contains("includes a file that includes it") })
  }

  @Test("include a file once, be it named on many lines of itself or from two sides")
  func includedOnce() throws {
    let circle = folder.file("circle.txt")
    try folder.write("circle.txt", text: "t.ash\n" + String(repeating: ":include:\(circle)\n", count: 4))
    let found = try read(aliases: "round: :include:\(circle)\n")
    #expect(
      found.book.list(at: "round@oakfield.example")
        == MailingList(members: ["t.ash@oakfield.example"], isComplete: false))
    #expect(found.warnings.map(\.line) == [2, 3, 4, 5])
    let all = try folder.write("all.txt", text: "j.amberley\n")
    let year7 = try folder.write("year7.txt", text: "m.bishop\n:include:\(all)\n")
    let year8 = try folder.write("year8.txt", text: ":include:\(all)\nt.ash\n")
    let both = try read(aliases: "both: :include:\(year7), :include:\(year8)\nlate: :include:\(year8)\n")
    #expect(both.warnings.isEmpty)
    #expect(
      both.book.list(at: "both@oakfield.example")
        == MailingList(members: ["m.bishop@oakfield.example", "j.amberley@oakfield.example", "t.ash@oakfield.example"]))
    #expect(members(both, "late@oakfield.example") == ["j.amberley@oakfield.example", "t.ash@oakfield.example"])
    let often = try read(aliases: "often: \(Array(repeating: ":include:\(all)", count: 12).joined(separator: ", "))\n")
    #expect(often.warnings.isEmpty)
    #expect(
      often.book.list(at: "often@oakfield.example") == MailingList(members: ["j.amberley@oakfield.example"]))
  }

  @Test("have fifty thousand lines as they have five, included or of one name, each address once and in its order")
  func long() throws {
    // Were all members before gone through at each line, this would take hours.
    let lines = (0..<50_000).map { "p\($0)\n" }.joined()
    let file = try folder.write("long.txt", text: lines + lines)
    let list = try read(aliases: "all: :include:\(file)\n").book.list(at: "all@oakfield.example")
    let all = MailingList(members: (0..<50_000).map { "p\($0)@oakfield.example" })
    #expect(list == all)
    let single = (0..<50_000).map { "all: p\($0)\nall: p\($0)\n" }.joined()
    #expect(try read(aliases: single).book.list(at: "all@oakfield.example") == all)
    let everybody = (0..<50_000).map { "@oakfield.example p\($0)@oakfield.example\n" }.joined()
    let book = try read(aliases: "", virtual: everybody).book
    #expect(MailAddress("nobody@oakfield.example").flatMap { book.catchAll(for: $0) } == all)
  }

  @Test("include no pipe, which might never be written to, no device, which has no end, and nothing too large")
  func endless() throws {
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let large = try folder.write("large", text: "")
    // Without taking place on the disk.
    try #require(truncate(large, off_t(AliasFile.mostBytes) + 1) == 0)
    for file in [pipe, "/dev/zero", large, folder.path] {
      let found = try read(aliases: "all: t.ash, :include:\(file)\n")
      #expect(
        found.book.list(at: "all@oakfield.example")
          == MailingList(members: ["t.ash@oakfield.example"], isComplete: false), "\(file)")
      #expect(found.warnings.map(\.line) == [1])
      var files = Settings.AliasFiles()
      files.aliases = [file]
      #expect(throws: ConfigurationError.self) {
        try AliasFile.read(files, organisation: .init(name: "T", domains: ["trust.example"], schools: []))
      }
    }
  }

  @Test("that are wrong are told by file and line, and a missing one stops the start")
  func wrong() throws {
    let file = try read(aliases: "head j.amberley\nall: x\n", virtual: "\nlonely@trust.example\n")
    #expect(file.warnings.map(\.line) == [1, 2])
    #expect(members(file, "all@oakfield.example") != nil)
    var files = Settings.AliasFiles()
    files.virtual = [folder.file("nowhere")]
    #expect(throws: ConfigurationError.self) {
      try AliasFile.read(files, organisation: .init(name: "T", domains: ["trust.example"], schools: []))
    }
  }
}

@Suite("An address in the records")
struct RecordAddressTests {
  @Test("is the same in Punycode and in Unicode, quoted or not")
  func canonical() throws {
    let index = try Records.index(
      pupils: """
        legal_first,legal_last,guardian1_name,guardian1_email
        Zoë,Łukasz,Marta Łukasz,Marta@xn--huser-gra.example
        """,
      contacts: "name,organisation,email_or_domain\n,Bücherei,xn--bcherei-n2a.example\n",
      groups: "address,member\nall@o.example,\"\"\"a.b\"\"@o.example\"\n")
    #expect(index.people(at: "marta@häuser.example").count == 1)
    #expect(index.people(at: "MARTA@XN--HUSER-GRA.example").count == 1)
    #expect(index.contact(for: "x@bücherei.example")?.organisation == "Bücherei")
    #expect(index.groupMembers("all@o.example")?.members == ["a.b@o.example"])
  }

  @Test("that is none in a list leaves the list incomplete")
  func unreadable() throws {
    let index = try Records.index(groups: "address,member\nall@o.example,a@o.example\nall@o.example,nobody\n")
    #expect(index.groupMembers("all@o.example")?.hasUnreadable == true)
    #expect(index.groupMembers("all@o.example")?.members == ["a@o.example"])
  }
}
