import Foundation
import Testing

@testable import PosternKit

@Suite("What a run that is killed leaves behind")
struct GuardianTests {
  @Test("no process that it watched, and no folder", arguments: ["", "-"])
  func nothingStays(group: String) throws {
    let folder = try TemporaryFolder("guardian")
    let sleeper = try ChildProcess("/bin/sleep", ["600"], ownSession: true)
    var guardian: Guardian? = try Guardian(removing: folder.path)
    guardian?.watch("\(group)\(sleeper.identifier)")
    #expect(sleeper.isRunning)
    // As when this process ends: the pipe is closed.
    guardian = nil
    #expect(guardian == nil && !sleeper.isRunning)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
