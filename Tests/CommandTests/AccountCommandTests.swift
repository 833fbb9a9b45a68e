import Foundation
import PosternKit
import Testing

@Suite("postern account")
struct AccountCommandTests {
  @Test("makes the first administrator once, with a code on standard output alone, and invites others")
  func invite() throws {
    let school = try School()
    let first = try school.run("account", "first-administrator", "IT@oakfield.example")
    #expect(first.status == 0 && first.errors.contains("http://127.0.0.1:8025/invitation"), "\(first.errors)")
    let code = try #require(first.lines.first)
    #expect(first.lines.count == 1 && code.wholeMatch(of: #/([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}/#) != nil)
    let second = try school.run("account", "invite", "jpatel@oakfield.example", "--name", "Jane Patel")
    #expect(second.status == 0 && second.lines.first != code)
    let list = try school.run("account", "list").lines
    #expect(list.count == 2 && list[0].hasPrefix("it@oakfield.example  administrator  invited until "))
    let json = try school.run("account", "list", "--json").lines.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(json.map { $0["address"] as? String } == ["it@oakfield.example", "jpatel@oakfield.example"])
    #expect(json.map { $0["administrator"] as? Bool } == [true, false] && json[1]["name"] as? String == "Jane Patel")
    let trail = try school.run("audit", "list").output
    #expect(trail.contains("administrator made") && trail.contains("account invited"))
    #expect(!trail.contains(code))
  }

  @Test("disables, enables and resets what is there, each audited with its reason")
  func change() throws {
    let school = try School()
    #expect(try school.run("account", "invite", "jpatel@oakfield.example").status == 0)
    #expect(
      try school.run("account", "disable", "JPatel@oakfield.example", "--reason", "left", "--by", "it@oakfield.example")
        .status == 0)
    #expect(try school.run("account", "list").output.contains("jpatel@oakfield.example  disabled"))
    #expect(try school.run("account", "invite", "jpatel@oakfield.example").status == 65)
    #expect(try school.run("account", "enable", "jpatel@oakfield.example").status == 0)
    let reset = try school.run("account", "reset", "jpatel@oakfield.example", "--reason", "lost telephone")
    #expect(reset.status == 0 && reset.lines.count == 1)
    let trail = try school.run("audit", "list").output
    #expect(trail.contains("jpatel@oakfield.example: left") && trail.contains("it@oakfield.example"))
    #expect(trail.contains("jpatel@oakfield.example: lost telephone"))
    #expect(try school.run("account", "sessions", "jpatel@oakfield.example").errors.contains("Nobody is signed in"))
    #expect(
      try school.run("account", "end-sessions", "jpatel@oakfield.example").output.contains("Nobody was signed in"))
  }

  @Test("says what is wrong, with the exit status for it")
  func wrong() throws {
    let school = try School()
    #expect(try school.run("account", "invite", "no address").status == 65)
    #expect(try school.run("account", "disable", "nobody@oakfield.example").status == 65)
    #expect(try school.run("account", "reset", "nobody@oakfield.example").status == 64)
    #expect(try school.run("account", "end-sessions", "nobody@oakfield.example", "--session", "1").status == 65)
    #expect(try school.run("account", "invite", "jpatel@oakfield.example").status == 0)
    try FileManager.default.moveItem(atPath: school.folder.file("keys"), toPath: school.folder.file("elsewhere"))
    #expect(try school.run("account", "list").status != 0)
  }
}
