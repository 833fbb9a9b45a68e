import Foundation
import PosternKit
import Testing

@Suite("postern check says what would happen to a message, and why")
struct CheckTests {
  private let school: School
  private let referral: String
  private let lunch: String

  init() throws {
    school = try School()
    referral = try school.message(
      "referral.eml", School.letter("Aisha Khan has epilepsy. Her NHS number is 943 476 5919."))
    lunch = try school.message("lunch.eml", School.letter("Lunch is at one."))
  }

  @Test("with every key of the contract in its answer, null where there is nothing")
  func keys() throws {
    let outcome = try school.run("check", "--json", referral, lunch, "/nowhere/gone.eml")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let objects = try outcome.objects()
    #expect(objects.count == 3)
    for object in objects {
      #expect(Answer.keys.subtracting(object.keys).isEmpty)
      #expect(Set(object.keys).subtracting(Answer.keys) == ["ambiguities", "release"])
    }
    #expect(objects[1]["rule"] is NSNull && objects[1]["mode"] is NSNull)
    #expect(try outcome.ids() == ["'\(referral)'", "'\(lunch)'", "'/nowhere/gone.eml'"])
  }

  @Test("what is found, about whom, and the rule that stops it")
  func held() throws {
    let answer = try #require(
      try school.run("check", "--json", "--to", "someone@elsewhere.example", referral).answers().first)
    #expect(answer.action == "hold")
    #expect(answer.rule == answer.rules.first && answer.rules.contains("strangers.personal-data"))
    #expect(answer.categories == ["health", "identifiers"])
    #expect(answer.people == ["Aisha Khan"])
    #expect(answer.identifiers == [.init(kind: "nhs_number", value: "9434765919")])
    #expect(answer.recipients == [.init(address: "someone@elsewhere.example", kind: "unknown")])
    #expect(answer.requirements.contains("hold") && answer.delivery == ["someone@elsewhere.example": "hold"])
    #expect(answer.cabinets == ["health"] && answer.mode == "enforce" && answer.unreadable.isEmpty)
    #expect(!answer.explanation.isEmpty && answer.milliseconds > 0)
  }

  @Test("and that an ordinary message goes")
  func delivered() throws {
    let answer = try #require(try school.run("check", "--json", lunch).answers().first)
    #expect(answer.action == "deliver" && answer.rules.isEmpty && answer.requirements.isEmpty)
    #expect(answer.delivery == ["someone@elsewhere.example": "deliver"])
  }

  @Test("for each kind of recipient, from the envelope or else from To and Cc")
  func recipients() throws {
    let asked = try school.run(
      "check", "--json", "--from", "jpatel@oakfield.example", "--to", "NADIA.khan@home.example",
      "akhan@pupils.oakfield.example", "mash@northmere.example", "staff@oakfield.example", "wbanks@oakfield.example",
      "x@elsewhere.example", lunch)
    #expect(
      try asked.answers()[0].recipients.map(\.kind) == [
        "guardian", "pupil", "professional", "list", "staff", "unknown",
      ])
    let copied = try school.message(
      "copied.eml", School.letter("Lunch.", to: "a@b.example\nCc: Nadia <nadia.khan@home.example>"))
    #expect(
      try school.run("check", "--json", copied).answers()[0].recipients
        == [
          .init(address: "a@b.example", kind: "unknown"), .init(address: "nadia.khan@home.example", kind: "guardian"),
        ])
  }

  @Test("with the recipients in one --to or in several, before the messages or behind them")
  func recipientsAndMessages() throws {
    let (a, b) = ("a@b.example", "c@d.example")
    for arguments in [
      ["--to", a, b, lunch, referral], ["--to", a, "--to", b, lunch, referral], [lunch, referral, "--to", a, b],
      ["--to", a, b, "--json", lunch, referral], [lunch, "--to", a, b, referral],
    ] {
      let outcome = try Program.run(["check", "--config", school.configuration, "--json"] + arguments)
      #expect(try Set(outcome.ids()) == ["'\(lunch)'", "'\(referral)'"], "\(arguments)")
      #expect(try outcome.answers().allSatisfy { $0.recipients.map(\.address) == [a, b] }, "\(arguments)")
    }
  }

  @Test("with its attachments, and what could not be read of them")
  func attachments() throws {
    let path = try school.message(
      "attached.eml",
      """
      From: jpatel@oakfield.example
      To: someone@elsewhere.example
      Subject: Files
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      See attached.
      --b
      Content-Type: text/csv; name="pupils.csv"
      Content-Disposition: attachment; filename="pupils.csv"

      name,need
      Aisha Khan,dyslexia
      --b
      Content-Type: application/octet-stream
      Content-Disposition: attachment; filename="blob.bin"
      Content-Transfer-Encoding: base64

      AAECAwQFBgcICQ==
      --b--

      """)
    let answer = try #require(try school.run("check", "--json", path).answers().first)
    #expect(answer.attachments.map(\.name) == ["pupils.csv", "blob.bin"])
    #expect(answer.attachments[0].type == "text/csv" && answer.attachments[0].protection == "none")
    #expect(answer.attachments[0].characters > 0)
    #expect(answer.categories == ["sen"] && answer.people == ["Aisha Khan"])
    #expect(answer.unreadable.map(\.part) == ["blob.bin"])
    #expect(answer.unreadable.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("two pupils of one name are named once, though which of them is open")
  func ambiguous() throws {
    let path = try school.message("hart.eml", School.letter("Oliver Hart has epilepsy."))
    #expect(try school.run("check", "--json", path).answers()[0].people == ["Oliver Hart"])
  }

  @Test("in words for a person")
  func words() throws {
    let outcome = try school.run("check", referral, lunch, "/nowhere/gone.eml")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("\(referral): hold\n  "))
    #expect(outcome.output.contains("\(lunch): deliver\n"))
    #expect(outcome.output.contains("not read: message: cannot open /nowhere/gone.eml: No such file or directory"))
    #expect(!outcome.output.contains("\u{1B}"), "colour is for terminals")
  }

  @Test("from any folder: paths on the command line are those of the folder where it is started")
  func anywhere() throws {
    for (here, path) in [
      ("/", referral), (school.folder.path, "referral.eml"), (school.folder.path + "/rules", "../referral.eml"),
    ] {
      #expect(try school.run("check", "--json", path, here: here).answers()[0].action == "hold")
    }
    let relative = try Program.run(
      ["check", "--json", "--config", "postern.yaml", "referral.eml"], here: school.folder.path)
    #expect(try relative.answers()[0].action == "hold")
  }

  @Test("and leaves nothing behind: no file, no folder, no process")
  func noSideEffects() throws {
    let before = try school.listing()
    let here = school.folder.path
    _ = try school.run("check", referral, lunch, here: here)
    _ = try school.run("check", "--batch", input: School.request("1", referral, to: "a@b.example"), here: here)
    _ = try school.run("detect", input: "{\"id\": \"1\", \"text\": \"Aisha Khan\"}\n", here: here)
    _ = try school.run("rules", "check", here: here)
    #expect(try school.listing() == before)
    // A minute is no expectation, only an end for a test that has failed.
    var rest = 600
    while try !processes(in: here).isEmpty, rest > 0 {
      usleep(100_000)
      rest -= 1
    }
    #expect(try processes(in: here).isEmpty)
  }

  /// Processes that were started in a folder.
  private func processes(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")) == folder
    }
  }

  @Test("without root, on files that cannot be written")
  func withoutRoot() throws {
    // A copy: the build folder may lie where nobody else may look.
    let programs = try TemporaryFolder("programs", inMemory: false, mode: 0o755)
    for name in ["postern", "postern-inspector"] {
      try FileManager.default.copyItem(atPath: Program.folder + "/" + name, toPath: programs.file(name))
    }
    let asNobody =
      geteuid() == 0
      ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", programs.file("postern")]
      : [programs.file("postern")]
    let outcome = try Program.run(
      ["check", "--json", "--config", school.configuration, referral], program: asNobody)
    #expect(try outcome.answers().first?.action == "hold", "\(outcome.errors)")
  }

  @Test("asked for nothing, it says how it is to be asked")
  func usage() throws {
    let outcome = try school.run("check")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("Name the messages to check, or use --batch"))
    #expect(try school.run("check", "--batch", lunch).status == 64)
  }
}
