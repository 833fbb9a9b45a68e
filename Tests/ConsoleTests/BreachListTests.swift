import Configuration
import Foundation
import PosternKit
import Quarantine
import Testing

@testable import Console

@Suite("The register's list and the log of disclosures", .serialized)
struct BreachListTests {
  @Test("has open, closed and near misses apart, what is overdue first and in words, filtered by kind and clock")
  func list() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let fresh = try site.open([.how: "phishing"], known: 2)
    let over = try site.open(known: 80)
    let near = try site.open(known: 60)
    let done = try site.open([.what: "<script>alert(1)</script>"], known: 90)
    try site.store.note("over", on: done, by: RegisterSite.officer, closes: true)
    let withdrawn = try site.mail.hold("Zither", .general)
    try site.store.noteNearMiss(.mended, of: withdrawn)
    let officer = try site.signedIn(RegisterSite.officer)
    let open = try officer.get("/breaches")
    #expect(open.words.contains("3 records") && open.words.contains("Overdue by 9 hours"))
    #expect(open.words.contains("12 hours left") && open.words.contains("70 hours left"))
    let places = [over, near, fresh].map { open.text.range(of: "\($0)")?.lowerBound }
    let found = places.compactMap { $0 }
    #expect(found.count == 3 && found == found.sorted())
    #expect(!open.text.contains("\(done)"))
    let closed = try officer.get("/breaches?part=closed")
    #expect(closed.text.contains("\(done)") && !closed.text.contains("\(over)"))
    #expect(!closed.text.contains("<script>alert"))
    let misses = try officer.get("/breaches?part=near-misses")
    #expect(misses.words.contains("1 near miss") && misses.words.contains("Mended"))
    #expect(!misses.text.contains(HeldMail.sender) && !misses.text.contains("Zither"))
    func shown(_ query: String) throws -> Set<BreachID> {
      let text = try officer.get("/breaches?" + query).text
      return Set([fresh, over, near, done].filter { text.contains("\($0)") })
    }
    #expect(try shown("how=phishing") == [fresh])
    #expect(try shown("clock=over") == [over])
    #expect(try shown("clock=near") == [near])
    #expect(try shown("clock=none&part=open") == [])
    #expect(try shown("school=Nowhere") == [])
    #expect(try officer.get("/breaches?page=99999999999999999999&days=x&part=%3Cb%3E").status == 200)
    // No link leads by anybody's name or address.
    for page in [open, closed, misses] {
      for link in page.text.matches(of: #/href="([^"]*)"/#) {
        #expect(!link.1.contains("@") && !link.1.contains("Bramb"))
      }
    }
  }

  @Test("has a line for the register among the places of everybody, and nothing but a form for who reported nothing")
  func places() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    _ = try site.open()
    let page = try site.signedIn(RegisterSite.teacher).get("/breaches")
    #expect(page.text.contains("<a href=\"/breaches\" aria-current=\"page\">Breaches</a>"))
    #expect(page.words.contains("Report a breach") && !page.words.contains("records"))
    #expect(!page.text.contains("/breaches/export") && !page.text.contains("/breaches/disclosures"))
    #expect(try site.site.client.get("/breaches")["location"]?.hasPrefix("/sign-in") == true)
  }

  @Test("a disclosure is an act of its own, logged once, and put right by another that names it")
  func disclosures() throws {
    let site = try RegisterSite()
    defer { site.stop() }
    let officer = try site.signedIn(RegisterSite.officer)
    let path = "/breaches/disclosures/new"
    let page = try FormPage(officer, path)
    let fields = [
      ("kind", "police"), ("asked_by", "PC 1234, ref 77"), ("basis", "DPA 2018 Sch 2 para 2"),
      ("given", "Attendance of one pupil"), ("about", ""), ("given_at", "25/11/2025 10:00"),
    ]
    let missing = try page.send(path, fields.filter { $0.0 != "kind" && $0.0 != "given_at" })
    #expect(missing.status == 422 && missing.text.contains("PC 1234, ref 77"))
    #expect(missing.words.contains("Choose to whom it was given") && missing.words.contains("Say when it was given"))
    #expect(try page.send(path, fields.filter { $0.0 != "given_at" } + [("given_at", "1/1/2090")]).status == 422)
    let first = try page.send(path, fields)
    #expect(first.status == 303)
    #expect(try page.send(path, fields)["location"] == first["location"])
    #expect(try site.store.disclosures().count == 1)
    let other = try page.send(path, fields.filter { $0.0 != "given" } + [("given", "Of two")])
    #expect(other.status == 409 && other.text.contains("Of two"))
    let id = try #require(try site.store.disclosures().first?.id)
    let again = try FormPage(officer, "\(path)?corrects=\(id)")
    #expect(again.answer.text.contains("Attendance of one pupil"))
    #expect(
      try again.send(path, fields.filter { $0.0 != "given" } + [("given", "Attendance of two")]).status == 303)
    let list = try officer.get("/breaches/disclosures")
    #expect(list.words.contains("Corrects \(id)") && list.words.contains("Attendance of one pupil"))
    #expect(try site.store.disclosures().count == 2)
    // Whom it is about, or who has nothing to do with it.
    #expect(try site.signedIn(HeldMail.dsl).get("/breaches/disclosures").status == 403)
    _ = try site.store.disclose(
      DisclosureRecord(
        kind: .police, askedBy: "PC 9", legalBasis: "x", given: "Quibble", givenAt: site.store.time,
        hiddenFrom: [RegisterSite.officer]), by: RegisterSite.head)
    #expect(try !officer.get("/breaches/disclosures").text.contains("Quibble"))
  }
}
