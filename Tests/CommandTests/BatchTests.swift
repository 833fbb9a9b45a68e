import Foundation
import PosternKit
import Testing

@Suite("postern check --batch answers each line with a line")
struct BatchTests {
  private let school: School
  private let referral: String
  private let lunch: String

  init() throws {
    school = try School()
    referral = try school.message("referral.eml", School.letter("Aisha Khan has epilepsy."))
    lunch = try school.message("lunch.eml", School.letter("Lunch is at one."))
  }

  @Test("in order, under the id of its request, be it text or a number")
  func order() throws {
    var input = ""
    for number in 0..<40 {
      input += try School.request("m\(number)", number % 3 == 0 ? referral : lunch, to: "someone@elsewhere.example")
    }
    input += "{\"id\": 40, \"message\": \"\(lunch)\"}\n"
    let outcome = try school.run("check", "--batch", input: input)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(try outcome.ids() == (0..<40).map { "'m\($0)'" } + ["40"])
    #expect(
      try outcome.answers().map(\.action) == (0..<40).map { $0 % 3 == 0 ? "hold" : "deliver" } + ["deliver"])
    for object in try outcome.objects() { #expect(Answer.keys.subtracting(object.keys).isEmpty) }
  }

  @Test("a file of a message that would be held is known again, when a pupil passes it on unread")
  func stoppedFile() throws {
    func mail(_ from: String, _ text: String) -> String {
      """
      From: \(from)
      Subject: summary
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      \(text)
      --b
      Content-Type: text/csv; name=summary.csv
      Content-Disposition: attachment; filename=summary.csv

      Pupil,Needs
      Aisha Khan,has epilepsy and an EHCP for it
      Everybody else,nothing that we know of
      --b--

      """
    }
    let teacher = try school.message("summary.eml", mail("jpatel@oakfield.example", "The summary."))
    let pupil = try school.message("forward.eml", mail("akhan@pupils.oakfield.example", "lol"))
    func request(_ id: String, _ message: String, _ from: String) throws -> String {
      try School.request(id, message, from: from, to: "someone@elsewhere.example")
    }
    let unknown = try school.run("check", "--batch", input: request("1", pupil, "akhan@pupils.oakfield.example"))
      .answers()
    #expect(unknown.map(\.action) == ["deliver"])
    let answers = try school.run(
      "check", "--batch",
      input: request("1", teacher, "jpatel@oakfield.example") + request("2", pupil, "akhan@pupils.oakfield.example")
    ).answers()
    #expect(answers.map(\.action) == ["hold", "hold"])
    #expect(answers[1].rules == ["pupils.stopped-file"])
    #expect(answers[1].people == answers[0].people && answers[1].cabinets == answers[0].cabinets)
    #expect(answers[1].people == ["Aisha Khan"])
  }

  @Test("at once: the answer is there before the next request is written")
  func atOnce() throws {
    let process = Process()
    process.executableURL = URL(filePath: Program.folder + "/postern")
    process.arguments = ["check", "--batch", "--config", school.configuration]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    for number in 0..<3 {
      try input.fileHandleForWriting.write(
        contentsOf: Data(School.request("\(number)", lunch, to: "someone@elsewhere.example").utf8))
      var line = Data()
      while line.last != 0x0A {
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        line += more
      }
      let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
      #expect(object?["id"] as? String == "\(number)")
    }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("also for a message that is missing, a folder, a pipe, or empty: held, with the reason")
  func unusable() throws {
    let pipe = school.folder.file("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let empty = try school.folder.write("empty.eml", text: "")
    let recipient = "nadia.khan@home.example"
    var input = ""
    for path in ["/nowhere/gone.eml", school.folder.path, pipe, "/dev/zero", "", lunch + "\u{0}.eml", empty, lunch] {
      input += try School.request(path, path, to: recipient)
    }
    let outcome = try school.run("check", "--batch", input: input)
    #expect(outcome.status == 0)
    let answers = try outcome.answers()
    try #require(answers.count == 8)
    for answer in answers.prefix(6) {
      #expect(answer.action == "hold" && answer.unreadable.map(\.part) == ["message"])
      #expect(answer.recipients == [.init(address: recipient, kind: "guardian")])
      #expect(answer.delivery == [recipient: "hold"])
      #expect(answer.explanation == answer.unreadable.map(\.reason))
    }
    #expect(answers[0].unreadable[0].reason == "cannot open /nowhere/gone.eml: No such file or directory")
    #expect(answers[1].unreadable[0].reason == "cannot read \(school.folder.path): Is a directory")
    #expect(answers[6].action == "deliver" && answers[7].action == "deliver")
  }

  @Test("also for a line that is no whole request, if it says which one it is; the others are not lost")
  func brokenLines() throws {
    let good = try School.request("good", lunch, to: "someone@elsewhere.example")
    let lines = [
      good, "Aisha Khan has epilepsy\n", "{\"id\": \"no message\"}\n", "{\"id\": 7, \"message\": 8}\n",
      "{\"id\": \"cut \\\"off\\\"\", \"message\": \"/tmp/a.e\n", "{\"message\": \"x\", \"id\": 12, \n", "[1, 2]\n",
      "\n",
      "{\"id\": null, \"message\": \"x\"}\n",
      "{\"id\": \"list\", \"message\": \"x\", \"envelope_to\": \"a@b.example\"}\n", good,
    ]
    let outcome = try school.run("check", "--batch", input: lines.joined())
    #expect(outcome.status == 65)
    #expect(
      try outcome.ids() == ["'good'", "'no message'", "7", "'cut \"off\"'", "12", "'list'", "'good'"])
    let answers = try outcome.answers()
    for answer in answers[1...5] { #expect(answer.action == "hold" && answer.unreadable.count == 1) }
    #expect(answers[1].unreadable[0].reason == "the request cannot be used: the key 'message' is missing")
    #expect(answers[2].unreadable[0].reason == "the request cannot be used: 'message' holds something of another kind")
    #expect(answers[3].unreadable[0].reason == "the request cannot be used: it is not JSON")
    #expect(answers[6].action == "deliver")
    #expect(
      outcome.errors.split(separator: "\n") == [
        "postern: line 2 of standard input is no request: it is not JSON: write {\"id\", \"message\", \"envelope_from\", \"envelope_to\"}",
        "postern: line 7 of standard input is no request: it is no JSON object: write {\"id\", \"message\", \"envelope_from\", \"envelope_to\"}",
        "postern: line 9 of standard input is no request: 'id' holds something of another kind: write {\"id\", \"message\", \"envelope_from\", \"envelope_to\"}",
      ])
    #expect(!outcome.errors.contains("epilepsy"), "what a line holds is nobody's business")
  }

  @Test("a last line without a line end, and no line at all")
  func ends() throws {
    let good = try School.request("good", lunch, to: "someone@elsewhere.example")
    #expect(try school.run("check", "--batch", input: String(good.dropLast())).ids() == ["'good'"])
    let none = try school.run("check", "--batch")
    #expect(none.status == 0 && none.output.isEmpty)
  }

  @Test("the same message again, in this batch or the next, gets the same answer: nothing lasts beyond a batch")
  func again() throws {
    func comparable(_ outcome: Program.Outcome) throws -> [String] {
      try outcome.objects().map { object in
        var object = object
        object["milliseconds"] = nil
        object["id"] = nil
        return String(
          decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
      }
    }
    let input = try (0..<3).map {
      try School.request("\($0)", $0 == 1 ? lunch : referral, to: "someone@elsewhere.example")
    }.joined()
    let first = try comparable(school.run("check", "--batch", input: input))
    #expect(first.count == 3 && first[0] == first[2])
    #expect(try comparable(school.run("check", "--batch", input: input)) == first)
  }
}
