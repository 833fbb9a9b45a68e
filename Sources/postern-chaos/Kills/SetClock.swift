import Foundation
import PosternKit

/// The wall clock of a program that was started with its `environment`, to be set while that runs.
final class SetClock {
  private let folder: TemporaryFolder
  private let library: String
  private let file: FileHandle

  /// - Parameter programs: the folder with the library that answers for the clock.
  init(programs: String) throws {
    folder = try TemporaryFolder("postern-clock")
    library = programs + "/libpostern-clock.so"
    guard access(library, R_OK) == 0 else { throw ChaosError(description: "\(library) is not there: build everything") }
    let path = try folder.write("ahead", [UInt8](repeating: 0, count: 8))
    guard let file = FileHandle(forWritingAtPath: path) else { throw ChaosError(description: "cannot write \(path)") }
    self.file = file
  }

  var environment: [String: String] {
    ["LD_PRELOAD": library, "POSTERN_CLOCK": folder.file("ahead")]
  }

  /// - Parameter seconds: how far it goes ahead of the machine's from now on.
  func set(ahead seconds: Int) {
    var offset = Int64(seconds)
    pwrite(file.fileDescriptor, &offset, MemoryLayout<Int64>.size, 0)
  }
}
