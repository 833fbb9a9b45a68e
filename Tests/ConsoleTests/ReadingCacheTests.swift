import Extraction
import Foundation
import Inspection
import Testing

@testable import Console
@testable import Quarantine

@Suite("What was read a moment ago")
struct ReadingCacheTests {
  private let reading = MessageReading(
    fields: [.init(name: "Subject", value: "Trip")],
    texts: [
      .init(ExtractedText(place: Place(words: "message"), kind: .visible, content: .prose("words")), fingerprint: 1)
    ])

  @Test("is there for whoever read it, and for nobody else")
  func viewers() {
    let cache = ReadingCache()
    let (one, other) = (HeldID.random(), HeldID.random())
    cache.keep(reading, of: one, for: "dsl@oakfield.example")
    #expect(cache.reading(of: one, for: "dsl@oakfield.example") == reading)
    #expect(cache.reading(of: one, for: "head@oakfield.example") == nil)
    #expect(cache.reading(of: other, for: "dsl@oakfield.example") == nil)
    cache.forget(one)
    #expect(cache.reading(of: one, for: "dsl@oakfield.example") == nil)
  }

  @Test("goes by itself, whether anybody asks or not")
  func lifetime() async throws {
    let cache = ReadingCache(lifetime: .milliseconds(1))
    cache.keep(reading, of: .random(), for: "dsl@oakfield.example")
    while cache.count > 0 { try await Task.sleep(for: .milliseconds(50)) }
  }

  @Test("takes no more memory than it may: the oldest goes first")
  func bounded() {
    let cache = ReadingCache(bytes: 1_000)
    let ids = (0..<50).map { _ in HeldID.random() }
    for id in ids { cache.keep(reading, of: id, for: "dsl@oakfield.example") }
    #expect((1..<20).contains(cache.count))
    #expect(cache.reading(of: ids[49], for: "dsl@oakfield.example") == reading)
    #expect(cache.reading(of: ids[0], for: "dsl@oakfield.example") == nil)
  }
}
