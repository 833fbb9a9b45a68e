import Detection
import History
import Inspection
import MIME
import Testing

@testable import Policy

@Suite("Whether a greeting fits")
struct GreetingFitTests {
  private let mother = School.guardian(School.aisha)

  private func fits(_ recipient: Audience, _ greeted: String...) -> Bool? {
    var facts = MessageFacts.to(recipient)
    facts.inspection.greeted = greeted
    return facts.greetingFits
  }

  @Test("is told from names in the records, the child's name, and the letters of the address")
  func fits() {
    #expect(fits(mother.named("Priya Khan"), "Khan") == true)
    #expect(fits(mother.named("Priya Kane"), "Khan") == false)
    #expect(fits(mother.named("Priya Kane"), "Amy Kane") == true)
    #expect(fits(mother.named("Louise Pemberton", family: ["Zac Pemberton-Hall"]), "Pemberton-Hall") == true)
    #expect(fits(mother.named("Beata Wójcik"), "Wojcik") == true)
    #expect(fits(mother.named("Rhian Price"), "Pryce") == true)
    #expect(fits(mother.named("Priya Kane"), "Khan", "Kane") == true)
    var address = mother.named("Sunny Side")
    address.address = "p.khan77@home.example"
    #expect(fits(address, "Khan") == true)
  }

  @Test("cannot be told where nobody is greeted, or the reader's name is not known, or others read that mailbox")
  func unknown() {
    #expect(fits(mother.named("Priya Kane")) == nil)
    #expect(fits(mother, "Khan") == nil)
    #expect(fits(School.stranger.named("Sunny"), "Khan") == nil)
    #expect(fits(School.colleague.named("Judith Amberley"), "Khan") == nil)
    #expect(fits(School.partner(.health).named("Front Door"), "Khan") == nil)
    #expect(fits(School.list(.guardian), "Khan") == nil)
  }

  @Test("is asked of all readers, those in To and Cc, too")
  func several() {
    var facts = MessageFacts.to(mother.named("Priya Kane"), School.stranger.named("Amina Khan"))
    facts.inspection.greeted = ["Khan"]
    #expect(facts.greetingFits == true)
    facts = MessageFacts.to(mother.named("Priya Kane")).seen(by: [School.colleague.named("Amina Khan")])
    facts.inspection.greeted = ["Khan"]
    #expect(facts.greetingFits == true)
    facts = MessageFacts.to(mother.named("Priya Kane"), School.stranger)
    facts.inspection.greeted = ["Khan"]
    #expect(facts.greetingFits == nil)
  }
}

@Suite("Whom a conversation knows")
struct ThreadTests {
  private func thread(_ addresses: String..., subject: String = "Re: Trip", isReply: Bool = true) -> Policy.Thread? {
    var inspection = Inspection()
    inspection.headers.isReply = isReply
    inspection.headers.subject = subject
    inspection.threadAddresses = addresses
    return Policy.Thread(inspection, webmail: ["postbox.example"])
  }

  private func includes(_ thread: Policy.Thread?, _ address: String) -> Bool? {
    thread.map { $0.includes(Audience(address: address, kind: .unknown)) }
  }

  @Test("those whose addresses stand in it, and their colleagues")
  func members() {
    let thread = thread("bookings@centre.example", "Parent@postbox.example")
    #expect(includes(thread, "bookings@centre.example") == true)
    #expect(includes(thread, "kitchen@centre.example") == true)
    #expect(includes(thread, "parent+school@postbox.example") == true)
    #expect(includes(thread, "other@postbox.example") == false)
    #expect(includes(thread, "dispatch@coaches.example") == false)
  }

  @Test("nobody is told to be new where there is none, nobody shows in it, or it is handed on")
  func none() {
    #expect(thread() == nil)
    #expect(thread("a@b.example", isReply: false) == nil)
    #expect(thread("a@b.example", subject: "FW: Trip") == nil)
  }

  @Test("somebody new joins only from outside, and only if the sender never wrote there")
  func joins() {
    #expect(School.stranger.inThread(false).joinsThread)
    #expect(!School.stranger.inThread(nil).joinsThread)
    #expect(!School.stranger.inThread(false).with(Past(count: 1)).joinsThread)
    #expect(!School.colleague.inThread(false).joinsThread)
  }
}

@Suite("What is usual")
struct PastTests {
  @Test("a first message counts once the sender has written twenty")
  func first() {
    #expect(School.stranger.with(Past(senderTotal: 20)).isFirst)
    #expect(!School.stranger.with(Past(senderTotal: 19)).isFirst)
    #expect(!School.stranger.with(Past(count: 1, senderTotal: 20)).isFirst)
    #expect(!School.stranger.isFirst)
  }

  @Test("somebody is usual after two messages, by a first name alone after three")
  func usual() {
    #expect(School.stranger.with(Past(alike: [.spelling: 2, .name: 1])).nearUsual == [.spelling])
    #expect(School.stranger.with(Past(alike: [.firstName: 2])).nearUsual.isEmpty)
    #expect(School.stranger.with(Past(alike: [.firstName: 3])).nearUsual == [.firstName])
    #expect(School.stranger.with(Past(count: 1, alike: [.spelling: 9])).nearUsual.isEmpty)
  }
}
