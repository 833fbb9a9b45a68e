import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("The register in a browser", .serialized)
struct BreachBrowserTests {
  @Test("a report goes from a member of staff to the officer who weighs, decides and closes; nothing is done twice")
  func walk() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let browser = try Browser()
    defer { browser.stop() }
    try site.site.enter(browser, as: RegisterSite.teacher)
    try browser.open(site.site.url + "/breaches")
    try browser.press("Report a breach n")
    try browser.press("Go on")
    try browser.wait(for: "Say what happened")
    try browser.select("What kind of breach is it?", "Bcc not used")
    try browser.fill("What happened?", "I put all parents of 9B into Cc.")
    try browser.fill("Whose data is it?", "pupil: Alma Brambleby")
    try browser.press("Go on")
    try browser.wait(for: "Nothing has been sent yet")
    try browser.press("Change it")
    try browser.fill("Who got it, or may have?", "28 parents")
    try browser.press("Go on")
    try browser.press("Send the report")
    try browser.wait(for: "Keep this reference")
    try browser.back()
    try browser.open(site.site.url + "/breaches")
    #expect(try site.store.breaches().count == 1)
    let id = try #require(try site.store.breaches().first?.id)
    #expect(try browser.text().contains("\(id)"))

    try site.site.enter(browser, as: RegisterSite.officer)
    try browser.open(site.site.url + "/breaches")
    try browser.keys("j")
    try browser.keys("ENTER")
    try browser.wait(forURL: "/breaches/\(id)")
    try browser.keys("a")
    try browser.wait(for: "How likely is it")
    try browser.choose("Likely")
    try browser.choose("Limited")
    try browser.fill("Why", "addresses alone")
    try browser.press("Keep this assessment")
    try browser.press("Decide on the ICO i")
    try browser.choose("No, it need not be told")
    try browser.fill("Why", "no risk")
    try browser.press("Keep this decision")
    try browser.wait(for: "ICO need not be told")
    try browser.back()
    try browser.open(site.site.url + "/breaches/\(id)")
    try browser.press("Change Likely consequences")
    try browser.fill("Likely consequences", "Unwanted email")
    try browser.fill("Why is it corrected?", "said by the parents")
    try browser.press("Keep the correction")
    try browser.press("Close c")
    try browser.fill("What it was, and what was done", "All have deleted it.")
    try browser.press("Close it")
    try browser.wait(for: "The record is closed.")
    #expect(try site.store.breach(id).entries.map(\.act) == [.assessed, .decided, .corrected, .closed])
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.site.url) })
  }

  @Test("is read by everybody, on a phone and a desk, by day and night")
  func readable() throws {
    let site = try RegisterSite(dpo: true)
    defer { site.stop() }
    let id = try site.open(known: 80)
    let near = try site.open([.how: "phishing"], known: 50)
    try site.store.note(
      "A long note about what the office found out when it phoned all the parents.", on: id, by: RegisterSite.officer)
    try site.store.correct(
      [.what: "Two lists went to all parents."], of: id, because: "there were two", by: RegisterSite.dpo)
    try site.store.note("Closed.", on: near, by: RegisterSite.officer, closes: true)
    _ = try site.open([.how: "bcc_not_used"], known: 60)
    try site.store.noteNearMiss(.mended, of: site.mail.hold("Zither", .general))
    let held = try site.mail.hold("Xylophone lessons", .sen)
    let opened = try site.signedIn(HeldMail.senco).send("/held/\(held)/breach", from: "/held/\(held)/breach", [])
    let fromMail = try #require(opened.record)
    let disclosure = try site.store.disclose(
      DisclosureRecord(
        kind: .police, askedBy: "PC 1234, Northmere Police, ref 77", legalBasis: "DPA 2018 Sch 2 para 2",
        given: "Attendance of one pupil", about: "A pupil of Year 9", givenAt: site.store.time),
      by: RegisterSite.officer)
    let teacher = try site.signedIn(RegisterSite.teacher)
    let report = try #require(try site.send(teacher).answer.record)
    let browser = try Browser()
    defer { browser.stop() }
    func look(_ name: String) throws { try browser.look("breach-\(name)") }
    func open(_ name: String, _ path: String) throws {
      try browser.open(site.site.url + path)
      try look(name)
      try browser.expectQuiet(name)
    }
    try site.site.enter(browser, as: RegisterSite.officer)
    try open("list", "/breaches")
    try open("closed", "/breaches?part=closed&how=phishing")
    try open("near-misses", "/breaches?part=near-misses")
    try open("record", "/breaches/\(id)?done=correct")
    for act in [
      "note", "assess", "decide/ico", "decide/people", "close", "correct/what", "correct/data", "correct/how",
      "correct/people", "correct/known",
    ] { try open(act.replacing("/", with: "-"), "/breaches/\(id)/\(act)") }
    try browser.press("Keep the correction")
    try browser.wait(for: "There is a problem")
    try look("correct-error")
    _ = try browser.log()
    try open("closed-record", "/breaches/\(near)")
    try open("disclosures", "/breaches/disclosures?done=\(disclosure)")
    try open("disclosure", "/breaches/disclosures/new")
    try site.site.enter(browser, as: RegisterSite.dpo)
    try open("record-dpo", "/breaches/\(fromMail)")
    try site.site.enter(browser, as: HeldMail.senco)
    try open("record-whole", "/breaches/\(fromMail)")
    try open("held", "/held/\(held)")
    try site.site.enter(browser, as: RegisterSite.teacher)
    try open("staff", "/breaches")
    try open("receipt", "/breaches/\(report)?done=report")
    try open("report", "/breaches/report?how=emailed_to_wrong_recipient")
    try browser.press("Go on")
    try browser.wait(for: "There is a problem")
    try look("report-error")
    try browser.fill("What happened?", "I sent a list to the wrong address.")
    try browser.press("Go on")
    try browser.wait(for: "Nothing has been sent yet")
    try look("check")
    #expect(try browser.requested().allSatisfy { $0.hasPrefix(site.site.url) })
  }
}
