import Foundation
import Glibc
import Testing

@testable import postern_soak

@Suite("A soak, for a moment", .serialized)
struct RunTests {
  @Test("mixed mail goes through Postern, and every quantity is measured")
  func run() throws {
    let ground = try SoakGround(programs: Self.programs, checkout: Self.checkout)
    defer { ground.stop() }
    let course = try ground.run(seconds: 8, every: 1, connections: 2, rate: 4, warmUp: 1)
    #expect(course.failures == 0, "\(course.firstFailure ?? "")")
    #expect(course.samples.count == 9 && (course.samples.last?.messages ?? 0) > 0)
    for sample in course.samples {
      // Supervisor, filter, zygote and workers, and the console with its own.
      #expect(sample.processes >= 6 && sample.descriptors > 20 && sample.memory > 20)
    }
    #expect(SoakTable.text(course, Quantity.allCases.map { Verdict($0, course.samples) }).contains("descriptors"))
  }

  private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The folder of `postern` and `postern-inspector`: the one in which this test program lies.
  private static let programs: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map { [$0] } ?? []
    var folders = (own + CommandLine.arguments + [Bundle.main.bundlePath, checkout + "/.build/debug/x"]).map {
      ($0 as NSString).deletingLastPathComponent
    }
    folders += folders.map { ($0 as NSString).deletingLastPathComponent }
    return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/postern-inspector") } ?? "/nowhere"
  }()
}
