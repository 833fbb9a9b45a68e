import Foundation
import PosternKit
import Testing

extension ThroughPostfix {
  /// By the rules that ship, what is asked about an address that is new, alike, greeted wrongly or late in a conversation.
  @Suite("The right address, and only that", .serialized, .oakfield)
  struct RightAddressTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private let lead = "c.draycott@oakfield.example"
    private let incident = "Oliver Robinson said at lunch that his father hits him with a belt."

    /// The rules for which a message was held; nil when it went.
    private func rulesThatHold(_ mail: Mail) throws -> [String]? {
      #expect(try school.send(mail).code == 250)
      let held = try school.newlyHeld()
      if held.isEmpty {
        #expect(try school.copies(mail).count == 1)
        return nil
      }
      #expect(try school.copies(mail).isEmpty)
      return held.flatMap(\.rules)
    }

    @Test("S23: nearly the social worker's name is stopped, once the lead has written to the social worker a few times")
    func nearlyTheSocialWorker() throws {
      let slip = Mail(from: lead, to: ["t.wronna@northmere.example"], text: incident)
      #expect(try rulesThatHold(slip)?.contains("strangers.near-usual") == false)
      for _ in 1...3 {
        let mail = Mail(from: lead, to: ["t.wrona@northmere.example"], text: incident)
        #expect(try rulesThatHold(mail) == nil)
      }
      let again = Mail(from: lead, to: ["t.wronna@northmere.example"], text: incident)
      #expect(try rulesThatHold(again)?.contains("strangers.near-usual") == true)
      let usual = Mail(from: lead, to: ["t.wrona@northmere.example"], text: incident)
      #expect(try rulesThatHold(usual) == nil)
    }

    @Test("a look-alike of the people who protect children is stopped, and they themselves never are")
    func lookAlike() throws {
      for address in ["mash@nortmere.example", "mash@n0rthmere.example", "mash@northmere-example.net"] {
        let mail = Mail(from: lead, to: [address], text: incident)
        #expect(try rulesThatHold(mail)?.contains("strangers.look-alike") == true, "\(address)")
      }
      #expect(try rulesThatHold(Mail(from: lead, to: ["mash@northmere.example"], text: incident)) == nil)
    }

    @Test("a letter that greets another mother is stopped, and one that greets its reader is not")
    func greeting() throws {
      let words = "Your son had a mild asthma attack this morning and is well again."
      let wrong = Mail(
        from: "b.quaye@oakfield.example", to: ["mei.robinson14@inboxly.example"], text: "Dear Mrs Tully,\n\n\(words)")
      #expect(try rulesThatHold(wrong)?.contains("recipients.greeting") == true)
      let right = Mail(
        from: "b.quaye@oakfield.example", to: ["mei.robinson14@inboxly.example"], text: "Dear Mrs Robinson,\n\n\(words)"
      )
      #expect(try rulesThatHold(right)?.contains("recipients.greeting") != true)
    }

    @Test(
      "S25: whoever is added to an old conversation with medical notes is stopped, in quoted text and in an attached one"
    )
    func outsider() throws {
      let notes = "Oliver Robinson has epilepsy. Aisha Khan, 7A, is diabetic."
      let answer = [
        "In-Reply-To: <one@highfell.example>", "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
      ]
      let quoted = """
        Adding the coaches, so that you can agree the time.

        On Tue, 3 Nov 2026 at 10:12, Highfell <bookings@highfell.example> wrote:
        > Thank you.
        >
        > On Mon, 2 Nov 2026 at 09:00, Mark Bishop <m.bishop@oakfield.example> wrote:
        >> \(notes)
        """
      var mail = Mail(
        from: "m.bishop@oakfield.example", to: ["dispatch@coach-hire.example"], subject: "Re: Friday", fields: answer,
        text: quoted)
      #expect(try rulesThatHold(mail)?.contains("threads.outsider-added") == true)

      mail = Mail(
        from: "m.bishop@oakfield.example", to: ["office@coach-hire.example"], subject: "Re: Friday",
        fields: ["In-Reply-To: <one@highfell.example>", "Content-Type: multipart/mixed; boundary=b"],
        text: """
          --b
          Content-Type: text/plain

          See the attached.
          --b
          Content-Type: message/rfc822

          From: Mark Bishop <m.bishop@oakfield.example>
          To: bookings@highfell.example
          Subject: Friday
          Content-Type: text/plain

          \(notes)
          --b--
          """)
      #expect(try rulesThatHold(mail)?.contains("threads.outsider-added") == true)

      var same = Mail(
        from: "m.bishop@oakfield.example", to: ["bookings@highfell.example"], subject: "Re: Friday", fields: answer,
        text: quoted)
      same.fields[0] = "In-Reply-To: <two@highfell.example>"
      #expect(try rulesThatHold(same)?.contains("threads.outsider-added") != true)
    }

    @Test(
      "a first message on somebody's health asks a sender who has habits, and not a newcomer; confirmed, it asks no more"
    )
    func firstMessage() throws {
      let words = "Aisha Khan, 7A, has a dental appointment for her asthma spray at noon."
      func mail(_ sender: String) -> Mail { Mail(from: sender, to: ["o.tallis@northmere-nhs.example"], text: words) }
      let (old, new) = ("g.young@oakfield.example", "l.whitlock@oakfield.example")
      #expect(try rulesThatHold(mail(new)) == nil)
      for _ in 1...20 {
        #expect(try school.send(Mail(from: old, to: ["m.bishop@oakfield.example"], text: "Lunch?")).code == 250)
      }
      let first = mail(old)
      #expect(try school.send(first).code == 250)
      let held = try #require(try school.newlyHeld().first)
      #expect(held.rules.contains("strangers.first-message"))
      try school.release(held)
      try school.wait(for: held.reference, toBe: "released")
      try until {
        let shown = try school.site.run([
          "history", "show", "--sender", old, "--recipient", "o.tallis@northmere-nhs.example",
        ])
        return shown.output.hasPrefix("1 message")
      }
      #expect(try rulesThatHold(mail(old)) == nil)
    }
  }
}
