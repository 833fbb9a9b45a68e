import Foundation
import PosternKit
import Testing

extension ThroughPostfix {
  /// `make chaos` in small. Whoever wants to be sure runs the large one.
  @Suite("When everything is killed at random")
  struct ChaosTests {
    @Test("the ledger of a hundred messages under kills, full disk and failing fsync is in order")
    func ledger() throws {
      let seed = UInt64.random(in: 0..<1_000_000)
      let result = try ChildProcess.run(
        Checkout.programs + "/postern-chaos",
        ["--messages", "100", "--kills", "8", "--episodes", "1", "--guarded-only", "--seed", "\(seed)"],
        milliseconds: 600_000)
      #expect(result.status == 0, "\(String(decoding: result.output, as: UTF8.self))")
    }
  }
}
