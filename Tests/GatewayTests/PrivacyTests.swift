import Foundation
import Glibc
import PosternKit
import Spool
import Testing

extension ThroughPostfix {
  /// What stands in mail stands nowhere else in clear: not in a log, at its most talkative, and not in the state.
  @Suite("Nothing of a message in logs and state", .serialized, .school)
  struct PrivacyTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    /// Planted in every message below; none is part of an address of the envelope, which Postfix logs by itself.
    private static let planted = [
      "Quixotamber", "Vellichorine", "Marmaladefile", "Displaynamely", "943 476 5919", "9434765919", "Mia Stone",
      "Oliver Hart", "Heron!Copper42", "hatched-address",
    ]

    private func mail(_ text: String, to: [String] = ["karen.hart@postbox.example"], damage: String = "") -> Mail {
      var mail = Mail(from: "Displaynamely <t.ash@oakfield.example>", to: to, subject: "Quixotamber Mia Stone")
      mail.sender = "t.ash@oakfield.example"
      mail.fields = ["Content-Type: multipart/mixed; boundary=b", "Reply-To: hatched-address@oakfield.example"]
      mail.text = """
        --b
        Content-Type: text/plain; charset=utf-8

        \(text) Vellichorine. NHS number 943 476 5919, or 9434765919.
        --b
        Content-Type: application/octet-stream; name="Marmaladefile Mia Stone.bin"
        Content-Disposition: attachment; filename="Marmaladefile Mia Stone.bin"
        Content-Transfer-Encoding: base64

        TWlhIFN0b25l\(damage)
        --b--
        """
      return mail
    }

    @Test("what is planted in mail of every outcome appears in no log line and in no file of the state")
    func planted() throws {
      let site = school.site
      let client = School.Client.login("t.ash@oakfield.example")
      let held = mail("The EHCP review for Mia Stone.")
      let codes = try [
        held, mail("The epilepsy plan for Oliver Hart."), mail("Oliver Hart has bruises."),
        mail("The arrears of Oliver Hart."), mail("Nothing.", damage: "\u{1}** ="),
        mail("See Mia Stone and Oliver Hart."),
        mail("password: Heron!Copper42 for Oliver Hart", to: ["o.hart@pupils.oakfield.example"]),
        mail("Oliver Hart.", to: ["karen.hart@postbox.example", "ngozi.bello@postbox.example", "x@strange.example"]),
      ].map { try school.send($0, as: client).code }
      #expect(codes == [250, 250, 250, 550, 250, 250, 550, 250])
      #expect(try school.send(held, as: .trusted).code == 250)

      // What goes wrong is logged, too: a worker that dies, a store that is full.
      let processes = ProcessTable(supervisor: site.filterProcess)
      let watch = WorkWatch(processes) { kill($0, SIGKILL) }
      #expect(try school.send(mail(longText(lines: 80_000)), as: client).code == 250)
      #expect(!watch.end().isEmpty)

      let all = try school.newlyHeld()
      try #require(all.count >= 5)
      let ends = [["release"], ["return"], ["delete", "--sender-confirmed", "by telephone"]]
      for (command, held) in zip(ends, all) {
        let result = try site.run(["held"] + command + [held.reference, "--reason", "test"])
        #expect(result.status == 0, "\(result.errors)")
      }
      try school.settle()

      let log = site.log
      #expect(log.split(separator: "\n").count { $0.contains(" judged") } >= 9)
      expectNothing(in: Array(log.utf8), "the filter's log")
      // Postfix logs what our replies say; of addresses it logs more by itself.
      let replies = site.postfix.log.split(separator: "\n").filter { $0.contains("milter-") || $0.contains("5.7.1") }
      #expect(!replies.isEmpty)
      expectNothing(in: Array(replies.joined(separator: "\n").utf8), "Postfix's log")
      let state = PlantedWords.files(below: site.folder.file("state"))
      #expect(state.contains { $0.hasSuffix("quarantine.db") })
      #expect(state.contains { $0.hasSuffix(".sealed") })
      for file in state { expectNothing(in: try bytes(file), file) }
      for file in state {
        for address in ["karen.hart@postbox.example", "t.ash@oakfield.example"] {
          #expect(!contains(try bytes(file), address), "\(file)")
        }
      }
      #expect(!log.contains("postbox.example") && !log.contains("t.ash@"))
    }

    @Test("the same search finds what is planted where it may be: at the next hop, and in what an officer asks to see")
    func control() throws {
      let passing = mail("Nothing.")
      #expect(try school.send(passing, as: .trusted).code == 250)
      _ = try school.received(passing)
      let delivered = try PlantedWords.files(below: school.site.folder.file("delivered/new")).map { try bytes($0) }
        .reduce([], +)
      #expect(contains(delivered, "Vellichorine") && contains(delivered, "Marmaladefile"))
      #expect(try school.send(mail("The EHCP review for Mia Stone, again."), as: .trusted).code == 250)
      let held = try #require(try school.newlyHeld().first)
      let shown = try school.content(of: held.reference)
      #expect(contains(Array(shown.utf8), "Vellichorine"))
    }

    private func expectNothing(in bytes: [UInt8], _ place: String) {
      let found = PlantedWords(words: Self.planted).found(in: bytes)
      #expect(found.isEmpty, "in \(place)")
    }

    private func contains(_ bytes: [UInt8], _ word: String) -> Bool {
      !PlantedWords(words: [word]).found(in: bytes).isEmpty
    }

    private func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
  }
}
