import People
import Testing

@testable import Policy

@Suite("A look-alike")
struct LookAlikeTests {
  private let lookAlikes = LookAlikes(
    addresses: ["mash@northmere.gov.uk", "coach.jim@gmail.com"],
    domains: [
      "northmere.gov.uk", "oakfield.example", "pupils.oakfield.example", "eastsussex.gov.uk", "northmore.gov.uk",
      "bbk.ac.uk", "mash.southdale.gov.uk", "paypal.com",
    ],
    webmail: ["gmail.com", "hotmail.co.uk", "hotmail.com", "gmx.com"])

  private func of(_ address: String) -> String? { MailAddress(address).flatMap { lookAlikes.of($0) } }

  @Test(
    "is one letter more, less, changed or swapped in what the owner chose, or two in a long name",
    arguments: [
      ("x@nortmere.gov.uk", "northmere.gov.uk"), ("x@oakfeild.example", "oakfield.example"),
      ("x@eastsusex.gov.uk", "eastsussex.gov.uk"), ("mahs@northmere.gov.uk", "mash@northmere.gov.uk"),
      ("x@gmial.com", "gmail.com"), ("x@hotmial.co.uk", "hotmail.co.uk"),
    ])
  func misspelt(_ address: String, _ known: String) { #expect(of(address) == known) }

  @Test(
    "is made of letters that look alike, of whatever alphabet",
    arguments: [
      ("x@n0rthmere.gov.uk", "northmere.gov.uk"), ("x@nоrthmеre.gov.uk", "northmere.gov.uk"),
      ("x@oakfie1d.example", "oakfield.example"), ("x@раураl.com", "paypal.com"),
      ("x@xn--nrthmere-nbh.gov.uk", "northmere.gov.uk"),
    ])
  func confusable(_ address: String, _ known: String) { #expect(of(address) == known) }

  @Test(
    "is the same name with another ending",
    arguments: [
      ("x@northmere.org.uk", "northmere.gov.uk"), ("x@oakfield.net", "oakfield.example"),
      ("x@mash.northmere.com", "northmere.gov.uk"), ("x@gmail.co", "gmail.com"),
    ])
  func ending(_ address: String, _ known: String) { #expect(of(address) == known) }

  @Test(
    "is none where the ending is given to bodies of state and schools alone, unless the name itself is a slip away",
    arguments: [
      ("x@northmere.police.uk", nil), ("x@northmere.nhs.uk", nil), ("x@beech.northmere.sch.uk", nil),
      ("x@nortmere.gov.uk", "northmere.gov.uk"),
    ] as [(String, String?)])
  func guarded(_ address: String, _ known: String?) { #expect(of(address) == known) }

  @Test(
    "is found where another known name is as near, or nearer, whose ending does not fit",
    arguments: [
      ["northmare.org.uk", "northmere.gov.uk"], ["northmere.gov.uk", "northmure.org.uk", "northmorre.org.uk"],
    ])
  func several(_ domains: [String]) {
    let lookAlikes = LookAlikes(addresses: [], domains: domains, webmail: [])
    for slip in ["x@northmore.gov.uk", "x@northmera.gov.uk"] {
      #expect(MailAddress(slip).flatMap { lookAlikes.of($0) } == "northmere.gov.uk", "\(slip)")
    }
  }

  @Test("is named after the nearest, and of two as near after the same at every start")
  func order() {
    let domains = ["southmare.gov.uk", "southmere.gov.uk", "southmure.gov.uk"]
    for domains in [domains, domains.reversed()] {
      let lookAlikes = LookAlikes(addresses: domains.map { "office@" + $0 }, domains: [], webmail: [])
      // Two letters of so long an address are one slip.
      for (slip, known) in [("southmore", "southmare"), ("southmeree", "southmere"), ("sothmure", "southmure")] {
        #expect(
          MailAddress("office@\(slip).gov.uk").flatMap { lookAlikes.of($0) } == "office@\(known).gov.uk", "\(slip)")
      }
    }
  }

  @Test(
    "wears a known domain as a part of another",
    arguments: [
      ("x@oakfield-example.net", "oakfield.example"), ("x@oakfield.example.evil.net", "oakfield.example"),
      ("x@secure-oakfield-example.net", "oakfield.example"), ("x@mail.northmere.gov.uk.evil.net", "northmere.gov.uk"),
      ("x@northmere-gov-uk.com", "northmere.gov.uk"),
    ])
  func worn(_ address: String, _ known: String) { #expect(of(address) == known) }

  @Test(
    "is none of those that are known, or below them, or the same owner's, or merely near",
    arguments: [
      "x@northmere.gov.uk", "x@northmore.gov.uk", "x@housing.northmere.gov.uk", "x@southdale.gov.uk",
      "x@housing.southdale.gov.uk", "x@westsussex.gov.uk", "x@bbc.ac.uk", "x@gmail.com", "x@hotmail.com", "x@gmd.com",
      "x@oakfieldfarm.net", "x@northmere-news.net", "x@elsewhere.example", "x@localhost", "x@gov.uk",
    ])
  func none(_ address: String) { #expect(of(address) == nil) }
}
