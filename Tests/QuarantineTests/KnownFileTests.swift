import Configuration
import Foundation
import Policy
import Spool
import Testing

@testable import Quarantine

@Suite("A file that was stopped is known again")
struct KnownFileTests {
  private let officer = "dco@oakfield.example"
  private let file = Data(repeating: 7, count: 32)
  private let other = Data(repeating: 8, count: 32)
  private let sample: Sample
  private let store: QuarantineStore

  init() throws {
    sample = try Sample()
    store = try sample.open()
  }

  private func hold(conduct: [String]? = nil) throws -> HeldID {
    try store.hold(sampleMessage(conduct: conduct, files: [file]), content: sampleContent()).id
  }

  @Test("with the message that it stood in, what that one said, and whose it was")
  func known() throws {
    let id = try hold()
    let known = try #require(try store.knownFile(file, officers: [officer]))
    #expect(
      known
        == KnownFile(
          reference: id.description, cabinets: [.sen], categories: ["sen"], people: ["Xylophona Brambleby"]))
    #expect(try store.knownFile(other, officers: [officer]) == nil)
  }

  @Test("no longer, once somebody has let it go")
  func released() throws {
    let id = try hold()
    let row = try #require(try store.queueRelease([id], by: officer).first)
    #expect(try store.knownFile(file, officers: []) == nil)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, .init(queueID: "4A"))
    #expect(try store.knownFile(file, officers: []) == nil)
  }

  @Test("no longer, once a later message with it was let go, though the first was given back")
  func correctedLater() throws {
    let first = try hold()
    try store.markDeleted(first, by: officer, reason: "to the wrong class")
    sample.clock.advance(60)
    let second = try store.hold(
      sampleMessage(recipients: ["b@families.example"], files: [file]), content: sampleContent()
    ).id
    #expect(try store.knownFile(file, officers: [])?.reference == second.description)
    let row = try #require(try store.queueRelease([second], by: officer).first)
    _ = try #require(try store.begin(row, digest: WireDigest(sampleContent())))
    try store.settle(row, .init(queueID: "4A"))
    #expect(try store.knownFile(file, officers: []) == nil)
  }

  @Test("also when the message is shredded: then by its cabinet, and by those who may not know of it")
  func shredded() throws {
    let id = try hold(conduct: ["dsl@oakfield.example"])
    try store.markDeleted(id, by: officer, reason: "sent by mistake")
    let known = try #require(try store.knownFile(file, officers: [officer, "dsl@oakfield.example"]))
    #expect(known.cabinets == [.sen])
    #expect(known.people == [] && known.categories == [])
    #expect(known.concernsConduct && known.conductSubjects == ["dsl@oakfield.example"])
  }

  @Test("and its digest stands in no file of the state")
  func keyed() throws {
    _ = try hold()
    for (name, bytes) in try Sample.tree(sample.state) { #expect(!Sample.contains(bytes, Array(file)), "\(name)") }
  }
}
