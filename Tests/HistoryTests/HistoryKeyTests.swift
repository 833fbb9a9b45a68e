import Foundation
import PosternKit
import Quarantine
import Testing

@Suite("The key of the history")
struct HistoryKeyTests {
  @Test("it is made once, outlives a rotation of the master key, and a look makes none")
  func lasts() throws {
    let folder = try TemporaryFolder("keys")
    let keys = folder.file("keys")
    let ring = try KeyRing.load(keys, create: true)
    #expect(try HistoryKey.known(ring) == nil)
    let made = try HistoryKey.make(ring)
    #expect(try HistoryKey.make(ring) == made)
    let store = try QuarantineStore.open(state: folder.file("state"), keys: ring, as: .commandLine)
    try store.rotateKeys(ring, by: "test")
    let rotated = try KeyRing.load(keys)
    #expect(rotated.currentID != ring.currentID)
    #expect(try HistoryKey.known(rotated) == made)
  }
}
