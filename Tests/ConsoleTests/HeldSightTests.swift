import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool
import Testing

@testable import Console

@Suite("Whoever may not know of a message finds nothing of it in the console", .serialized)
struct HeldSightTests {
  @Test("not in the list, the counts, a search, nor under its own address: it is as if it never was")
  func hidden() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("About the head", .childProtection, about: [HeldMail.head])
    let holder = try mail.console.signedIn(HeldMail.dsl)
    #expect(try holder.get("/held").text.contains("\(id)"))
    let subject = try mail.console.signedIn(HeldMail.head)
    let list = try subject.get("/held").text
    #expect(!list.contains("\(id)") && !list.contains("About the head"))
    #expect(try subject.get("/held/counts").words.contains("Child protection 0 wait"))
    let found = try subject.send("/held/search", from: "/held", [("text", "About the head")])
    #expect(found.status == 303)
    #expect(try subject.get(found["location"] ?? "").words.contains("0 messages"))
    let never = try subject.get("/held/0000-0000")
    for path in [
      "", "/read", "/text/0", "/frame/0", "/release", "/return", "/delete", "/false-alarm", "/ask", "/breach",
      "/break-glass",
      "/undo", "/at-risk", "/others",
    ] {
      let answer = try subject.get("/held/\(id)\(path)")
      #expect(answer.status == 404 && answer.body == never.body, "\(path)")
    }
    for path in [
      "/release", "/return", "/delete", "/false-alarm", "/ask", "/breach", "/break-glass", "/undo", "/at-risk",
    ] {
      let answer = try subject.send("/held/\(id)\(path)", from: "/held", [("reason", "x")])
      #expect(answer.status == 404 && answer.body == never.body, "\(path)")
    }
    #expect(try subject.get("/held/bulk?act=release&id=\(id)").body == never.body)
    #expect(try subject.get("/held/undo?id=\(id)").body == never.body)
    #expect(try mail.state(id) == .held)
  }

  @Test(
    "of another's cabinet an officer sees that something waits, and no more; broken glass opens it, and its holders are told"
  )
  func masked() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Xylophone lessons", .general)
    let other = try mail.console.signedIn(HeldMail.senco)
    for page in ["/held", "/held/\(id)"] {
      let answer = try other.get(page)
      #expect(answer.status == 200 && answer.text.contains("\(id)"), "\(page)")
      for word in ["Xylophone", "wobblegate", "quillfeather", "sen.to", "Brambleby", "Special needs to"] {
        #expect(!answer.text.contains(word), "\(page) \(word)")
      }
      #expect(answer.words.contains("No holder has opened it yet"))
    }
    #expect(try other.get("/held").words.contains("General fewer than 5 wait"))
    #expect(try other.get("/held/\(id)/read").status == 403)
    #expect(try other.get("/held/\(id)/release").status == 403)
    let page = "/held/\(id)/break-glass"
    #expect(try other.send(page, from: page, []).status == 400)
    #expect(try other.send(page, from: page, [("reason", "the officer is ill")])["location"] == "/held/\(id)")
    #expect(try other.get("/held/\(id)").text.contains("Xylophone lessons"))
    #expect(try mail.store.auditLines(of: id).contains { $0.action == .glassBroken && $0.actor == HeldMail.senco })
    #expect(try !mail.delivered("Somebody has opened a cabinet").isEmpty)
  }

  @Test("who reads the content stands on the trail before it is shown, and others see who looks")
  func reading() throws {
    let mail = try HeldMail()
    defer { mail.stop() }
    let id = try mail.hold("Xylophone lessons", .childProtection, attachment: true)
    let dsl = try mail.console.signedIn(HeldMail.dsl)
    #expect(try !dsl.get("/held/\(id)").text.contains("Plain words"))
    let read = try dsl.get("/held/\(id)/read")
    #expect(read.status == 200 && read.text.contains("Plain words for you.") && read.text.contains("pupils.csv"))
    let lines = try mail.store.auditLines(of: id).filter { $0.action == .contentSeen }
    #expect(lines.map(\.actor) == [HeldMail.dsl])
    let deputy = try mail.console.signedIn(HeldMail.deputy)
    #expect(try deputy.get("/held/\(id)").words.contains("\(HeldMail.dsl) opened it just now"))
    #expect(try deputy.get("/held/\(id)").words.contains("If a child is in immediate danger, phone 999."))
  }
}
