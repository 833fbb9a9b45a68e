import Foundation
import PosternKit
import Protection
import Testing

@testable import Quarantine

@Suite("Passwords that are agreed on with recipients")
struct AgreedPasswordTests {
  private let officer = "dco@oakfield.example"
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func agree(_ words: String, _ address: String) throws {
    try store.agree(on: Password(words), for: address, by: officer)
  }

  @Test("are kept for an address or for all of a domain; the address counts first, and a later one replaces a former")
  func kept() throws {
    try agree("saddle-lantern-orbit", "@Council.example")
    try agree("velvet-anchor-badge", "Worker@council.example")
    #expect(try store.agreedPassword(for: "worker@council.example")?.words == "velvet-anchor-badge")
    #expect(try store.agreedPassword(for: "OTHER@council.example")?.words == "saddle-lantern-orbit")
    #expect(try store.agreedPassword(for: "other@sub.council.example") == nil)
    try agree("acorn-saddle-velvet", "worker@council.example")
    #expect(try store.agreedPassword(for: "worker@council.example")?.words == "acorn-saddle-velvet")
    #expect(try store.agreedPasswords().map(\.address) == ["@council.example", "worker@council.example"])
    #expect(try store.agreedPasswords().allSatisfy { $0.setAt == sample.clock.time })
  }

  @Test("are shared by several where all have the same")
  func shared() throws {
    try agree("saddle-lantern-orbit", "@council.example")
    #expect(
      try store.agreedPassword(forAll: ["a@council.example", "b@council.example"])?.words == "saddle-lantern-orbit")
    #expect(try store.agreedPassword(forAll: ["a@council.example", "b@families.example"]) == nil)
    try agree("velvet-anchor-badge", "b@council.example")
    #expect(try store.agreedPassword(forAll: ["a@council.example", "b@council.example"]) == nil)
    #expect(try store.agreedPassword(forAll: []) == nil)
  }

  @Test("stand in clear in no file, nor does the address; who keeps and forgets them stands on the audit trail")
  func sealed() throws {
    try agree("saddle-lantern-orbit", "quillfeather@council.example")
    for word in ["saddle-lantern-orbit", "quillfeather", "council.example"] {
      #expect(try sample.files(with: word) == [], "\(word)")
    }
    #expect(try store.forgetAgreed(for: "Quillfeather@council.example", by: officer))
    #expect(try !store.forgetAgreed(for: "quillfeather@council.example", by: officer))
    #expect(try store.agreedPasswords().isEmpty)
    let lines = try store.auditLines().filter { $0.held == nil }
    #expect(lines.map(\.action) == [.passwordAgreed, .agreementForgotten])
    #expect(lines.allSatisfy { $0.actor == officer && $0.reason == "quillfeather@council.example" })
  }

  @Test("are opened still after the keys were rotated, and at the next start")
  func rotated() throws {
    try agree("saddle-lantern-orbit", "worker@council.example")
    try store.rotateKeys(sample.ring(), by: officer)
    #expect(try store.agreedPassword(for: "worker@council.example")?.words == "saddle-lantern-orbit")
    let other = try sample.open(as: .commandLine)
    #expect(try other.agreedPassword(for: "worker@council.example")?.words == "saddle-lantern-orbit")
  }
}
