import Foundation
import Glibc

/// The project's own files, and the programs that were built with these tests.
enum Checkout {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: name).path
  }

  /// The folder of `postern` and `postern-inspector`: the one in which this test program lies.
  static let programs: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map { [$0] } ?? []
    let places = own + CommandLine.arguments + [Bundle.main.bundlePath] + [path(".build/debug/x")]
    var folders = places.map { ($0 as NSString).deletingLastPathComponent }
    folders += folders.map { ($0 as NSString).deletingLastPathComponent }
    return folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/postern-inspector") } ?? "/nowhere"
  }()

  /// Whether every folder on the way to the programs lets every user through.
  static let isOpenToAll: Bool = {
    var path = programs
    while path.count > 1 {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
      path = (path as NSString).deletingLastPathComponent
    }
    return true
  }()
}
