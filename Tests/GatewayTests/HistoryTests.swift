import Foundation
import PosternKit
import Testing

extension ThroughPostfix {
  @Suite("What the history learns", .serialized, .school)
  struct HistoryTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    /// How many messages of a sender to a recipient the history counts.
    private func count(_ sender: String, _ recipient: String) throws -> Int {
      let shown = try school.site.run(["history", "show", "--sender", sender, "--recipient", recipient])
      #expect(shown.status == 0, "\(shown.errors)")
      return shown.output.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }

    private func waitForCount(_ wanted: Int, _ sender: String, _ recipient: String) throws {
      try until { try count(sender, recipient) == wanted }
    }

    @Test("a delivered message is learned, for each who got it, under the one form of an address")
    func delivered() throws {
      let sender = "learned@oakfield.example"
      var mail = Mail(from: sender, to: ["karen.hart@postbox.example"], cc: ["Ngozi.Bello+school@postbox.example"])
      mail.recipients = ["karen.hart@postbox.example", "Ngozi.Bello+school@postbox.example"]
      #expect(try school.send(mail).code == 250)
      try waitForCount(1, sender, "Karen.Hart@POSTBOX.example")
      try waitForCount(1, sender, "ngozi.bello@postbox.example")
    }

    @Test("a held message is not learned; released, it is, also when another process releases it")
    func held() throws {
      let sender = "waiting@oakfield.example"
      var mail = Mail.toBeHeld(from: sender)
      mail.to = ["karen.hart@postbox.example"]
      let reference = try school.hold(mail)
      // What was delivered after it has been written, so that what is missing is not merely late.
      let after = Mail(from: sender, to: ["linh.tran@postbox.example"])
      #expect(try school.send(after).code == 250)
      try waitForCount(1, sender, "linh.tran@postbox.example")
      #expect(try count(sender, "karen.hart@postbox.example") == 0)

      #expect(try school.site.run(["held", "release", reference, "--reason", "checked"]).status == 0)
      try school.wait(for: reference, toBe: "released")
      try waitForCount(1, sender, "karen.hart@postbox.example")
      #expect(try school.copies(mail).count == 1)
    }

    @Test("of a message that is held for some, those who got it are learned")
    func heldInPart() throws {
      let sender = "partly@oakfield.example"
      var mail = Mail.toBeHeld(from: sender)
      mail.to = ["karen.hart@postbox.example"]
      mail.cc = ["w.birch@oakfield.example"]
      let reference = try school.hold(mail)
      try waitForCount(1, sender, "w.birch@oakfield.example")
      #expect(try count(sender, "karen.hart@postbox.example") == 0)
      #expect(
        try school.site.run(["held", "return", reference, "--reason", "wrong"]).status == 0)
      try school.settle()
      #expect(try count(sender, "karen.hart@postbox.example") == 0)
    }

    @Test("what pupils send, what comes from outside, and notices of our own are not learned")
    func notLearned() throws {
      let pupil = Mail(from: "o.hart@pupils.oakfield.example", to: ["t.ash@oakfield.example"])
      #expect(try school.send(pupil).code == 250)
      let forwarded = Mail(from: "somebody@elsewhere.example", to: ["t.ash@oakfield.example"])
      #expect(try school.send(forwarded, as: .trusted).code == 250)
      let last = Mail(from: "last@oakfield.example", to: ["t.ash@oakfield.example"])
      #expect(try school.send(last).code == 250)
      try waitForCount(1, "last@oakfield.example", "t.ash@oakfield.example")
      for sender in ["o.hart@pupils.oakfield.example", "somebody@elsewhere.example", "postern@oakfield.example"] {
        #expect(try count(sender, "t.ash@oakfield.example") == 0, "\(sender)")
      }
    }

    @Test("it outlives a restart, and is cleared while the filter runs")
    func cleared() throws {
      let (one, two) = ("one@oakfield.example", "two@oakfield.example")
      for sender in [one, two] {
        #expect(try school.send(Mail(from: sender, to: ["linh.tran@postbox.example"])).code == 250)
      }
      try waitForCount(1, two, "linh.tran@postbox.example")
      try school.restartFilter()
      #expect(try count(one, "linh.tran@postbox.example") == 1)
      #expect(try school.site.run(["history", "clear", "--sender", one]).output == "1 pair is forgotten.\n")
      #expect(try count(one, "linh.tran@postbox.example") == 0)
      #expect(try count(two, "linh.tran@postbox.example") == 1)
      #expect(try school.site.run(["history", "clear"]).status == 0)
      #expect(try school.site.run(["history"]).output == "Nothing is kept.\n")
      #expect(try school.send(Mail(from: two, to: ["linh.tran@postbox.example"])).code == 250)
      try waitForCount(1, two, "linh.tran@postbox.example")
    }
  }
}
