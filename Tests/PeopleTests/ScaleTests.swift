import Foundation
import Testing

@testable import People

@Suite("A trust of 100,000 people")
struct ScaleTests {
  private static let firsts = ["Aisha", "Tom", "Zoë", "Oliver", "Grace", "Mei", "Kofi", "Ivana", "Noor", "Callum"]

  @Test("is loaded whole, and each is found by name, number and address")
  func loads() throws {
    var pupils = "upn,legal_first,legal_last,date_of_birth,form,guardian1_name,guardian1_email,flags\n"
    var relationships = "upn,contact_name,email,relationship,no_contact\n"
    for i in 0..<50_000 {
      let surname = surname(i)
      pupils +=
        "U\(i),\(Self.firsts[i % 10]),\(surname),2012-\(1 + i % 12)-\(1 + i % 28),\(7 + i % 5)R,Pat \(surname),pat\(i)@home.example,\n"
      // Some without an address, who are looked for by name among the pupil's own.
      if i % 2 == 0 { relationships += "U\(i),Pat \(surname),,parent,\(i % 100 == 0 ? "yes" : "no")\n" }
    }
    let index = try Records.index(pupils: pupils, relationships: relationships)
    #expect(index.count == 100_000)
    #expect(index.countByKind == [.pupil: 50_000, .guardian: 50_000])
    #expect(index.warnings.isEmpty)
    let reader = try Reader(index)
    for i in stride(from: 0, to: 50_000, by: 997) {
      let name = "\(Self.firsts[i % 10]) \(surname(i))"
      #expect(reader.read(name.uppercased()) == ["full: \(name)"])
      let pupil = try #require(Array("u\(i)".utf8).withUnsafeBytes(reader.table.person(withUPN:)))
      #expect(index.person(pupil)?.fullName == name)
      let guardian = try #require(index.people(at: "pat\(i)@home.example").first)
      #expect(index.children(of: guardian) == [pupil])
      #expect(reader.table.children(of: guardian) == [pupil])
      #expect(index.relationship(pupil: pupil, contact: guardian)?.noContact == (i % 100 == 0))
    }
  }

  /// A different one for each number, made of letters.
  private func surname(_ number: Int) -> String {
    var rest = number
    var letters = "Q"
    for _ in 0..<4 {
      letters.unicodeScalars.append(Unicode.Scalar(UInt8(0x61 + rest % 20)))
      rest /= 20
    }
    return letters + "son"
  }
}
