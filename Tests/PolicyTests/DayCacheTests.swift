import Testing

@testable import Policy

@Suite("What is kept about an address for a day")
struct DayCacheTests {
  /// How often each address is worked out when asked about twice.
  private func works(_ addresses: [String], most: Int = 10) -> [Int] {
    let cache = DayCache<Int>(most: most)
    return addresses.map { address in
      var works = 0
      for _ in 0..<2 {
        _ = cache.value(of: address, on: School.today) {
          works += 1
          return 0
        }
      }
      return works
    }
  }

  @Test("is of exactly that address: equal letters of other bytes may be another mailbox")
  func bytes() {
    let (composed, decomposed) = ("jos\u{E9}@trust.example", "jose\u{301}@trust.example")
    #expect(composed == decomposed)
    #expect(works([composed, decomposed, "JOSE@trust.example", composed]) == [1, 1, 1, 0])
  }

  @Test("is bounded, in number and in length")
  func bounds() {
    let longest = String(repeating: "a", count: 64) + "@" + String(repeating: "b", count: 255)
    #expect(works([longest, longest + "b", longest]) == [1, 2, 0])
    #expect(works(["a", "b", "c", "a", "c"], most: 2) == [1, 1, 1, 1, 0])
  }

  @Test("names the recipient as the envelope does")
  func address() throws {
    let resolver = try Oakfield.resolver()
    for text in [
      "M.Bishop@oakfield.example", "m.bishop@oakfield.example", "jose\u{301}@x.example", "jos\u{E9}@x.example",
    ] {
      #expect(Array(resolver.audience(text, on: School.today).address.utf8) == Array(text.utf8))
    }
  }
}
