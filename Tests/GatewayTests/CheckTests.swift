import Foundation
import PosternKit
import Testing

/// `postern check` sees a message uncut, and says of each what would become of it.
@Suite("What check says of mail that no honest program writes")
struct CheckTests {
  private struct Answer: Decodable {
    struct Unreadable: Decodable { var reason: String }
    var id: String
    var action: String
    var rules: [String]
    var people: [String]
    var categories: [String]
    var identifiers: [[String: String]]
    var ambiguities: [String]
    struct Attachment: Decodable { var name: String? }
    var unreadable: [Unreadable]
    var attachments: [Attachment]
  }

  private func request(_ id: String, _ path: String) throws -> String {
    let request: [String: Any] = [
      "id": id, "message": path, "envelope_from": "t.ash@oakfield.example",
      "envelope_to": ["karen.hart@postbox.example"],
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self)
  }

  /// One batch, in this order.
  private func check(_ messages: KeyValuePairs<String, [UInt8]?>) throws -> [Answer] {
    let school = try SchoolFolder(settings: "limits: {workers: 1, inspection_milliseconds: 120000}")
    var lines: [String] = []
    for (name, bytes) in messages {
      let path = school.folder.file(name + ".eml")
      if let bytes { try Data(bytes).write(to: URL(filePath: path)) }
      lines.append(try request(name, path))
    }
    let result = try Command(
      ["check", "--batch", "--config", school.configuration], input: lines.joined(separator: "\n") + "\n")
    #expect(result.status == 0, "\(result.errors)")
    let answers = try result.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
    #expect(answers.map(\.id) == messages.map(\.key))
    #expect(!FileManager.default.fileExists(atPath: school.folder.file("state")))
    return answers
  }

  @Test("an attachment stands under each name that some mail program shows for it")
  func attachmentNames() throws {
    let encoded = Mail(
      fields: [
        "Content-Type: text/csv; charset=utf-8",
        #"Content-Disposition: attachment; filename="=?utf-8?B?w7xiZXIuY3N2?=""#,
      ], text: "one,two\n1,2")
    let plain = Mail(
      fields: [
        "Content-Type: text/csv; charset=utf-8; name=list.csv", "Content-Disposition: attachment; filename=list.csv",
      ], text: "one,two\n1,2")
    let answers = try check(["encoded": encoded.bytes, "plain": plain.bytes])
    #expect(answers[0].attachments.map(\.name) == ["über.csv", "=?utf-8?B?w7xiZXIuY3N2?="])
    #expect(answers[1].attachments.map(\.name) == ["list.csv"])
  }

  @Test("each message has its answer, in order, and nothing is held by it")
  func all() throws {
    let answers = try check([
      "long field": BadMail.longField, "many addresses": BadMail.manyAddresses, "nul": BadMail.nulBytes,
      "empty": BadMail.empty, "broken": BadMail.broken, "nested": BadMail.nested, "many parts": BadMail.manyParts,
      "charset": BadMail.wrongCharset, "missing": nil, "last": Mail.toBeHeld().bytes,
    ])
    func answer(_ id: String) throws -> Answer { try #require(answers.first { $0.id == id }) }

    #expect(try answer("long field").ambiguities == [])
    #expect(try answer("long field").action == "deliver")
    #expect(try answer("many addresses").rules == ["visible.families"])
    #expect(try answer("nul").rules == ["sen.to-others", "message.ambiguous"])
    #expect(try answer("nul").ambiguities == ["nul-bytes"])
    #expect(try answer("empty").action == "deliver")
    #expect(try answer("broken").ambiguities == ["broken-encoding", "doubled-parameter", "truncated-multipart"])
    #expect(try answer("nested").ambiguities.contains("nested-too-deep"))
    #expect(try answer("nested").people == ["Mia Stone"])
    #expect(try answer("many parts").ambiguities == ["too-many-parts"])
    #expect(try answer("charset").unreadable.isEmpty)
    #expect(try answer("missing").action == "hold")
    #expect(try answer("missing").rules == ["inspection.failed"])
    #expect(try answer("last").rules == ["sen.to-others"])
  }

  @Test("a child's needs behind a header of 1 MB, and behind 200,000 addresses, are found")
  func behind() throws {
    let text = Array("The EHCP review for Mia Stone.\r\n".utf8)
    let answers = try check([
      "long field": BadMail.longField + text, "many addresses": BadMail.manyAddresses + text,
    ])
    for answer in answers {
      #expect(answer.rules.first == "sen.to-others", "\(answer.id)")
      #expect(answer.people == ["Mia Stone"], "\(answer.id)")
    }
  }

  @Test("says what data is in a message, and whose; a colleague named in passing has none")
  func data() throws {
    let colleagues = ["a.pugh@oakfield.example"]
    func mail(_ text: String) -> [UInt8] { Mail(to: colleagues, text: text).bytes }
    let answers = try check([
      "name": mail("Mia Stone has left her coat."), "colleague": mail("Ask Wendy Birch about the hall."),
      "number": mail("Mia Stone: NHS number 943 476 5919"), "password": mail("The password: Heron!Copper42"),
      "needs": mail("The EHCP of Mia Stone is here."), "topic": mail("What an EHCP is."),
    ])
    func answer(_ id: String) throws -> Answer { try #require(answers.first { $0.id == id }) }

    #expect(try answer("name").categories == ["personal_basic"])
    #expect(try answer("name").people == ["Mia Stone"])
    #expect(try answer("colleague").categories.isEmpty && answer("colleague").people.isEmpty)
    #expect(try answer("number").categories == ["identifiers"])
    #expect(try answer("number").identifiers == [["kind": "nhs_number", "value": "9434765919"]])
    #expect(try answer("password").categories == ["credentials"])
    #expect(try answer("needs").categories == ["sen"])
    #expect(try answer("topic").categories.isEmpty)
  }

  @Test("a line that is no request is said to be none, and the others have their answers")
  func notARequest() throws {
    let school = try SchoolFolder()
    let path = try school.folder.write("a.eml", Mail().bytes)
    let result = try Command(
      ["check", "--batch", "--config", school.configuration],
      input: "{\"id\": \"1\"}\nnonsense\n{\"id\": \"2\", \"message\": \"\(path)\"}\n")
    #expect(result.status == 65)
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.output.contains("\"id\":\"1\"") && result.output.contains("\"id\":\"2\""))
  }
}
