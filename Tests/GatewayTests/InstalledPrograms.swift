import Foundation
import Glibc
import PosternKit

/// Postern's programs in a folder of their own, as a package installs them, so that an upgrade can replace them.
final class InstalledPrograms: Sendable {
  private let folder: TemporaryFolder
  var path: String { folder.file("bin") }

  init() throws {
    folder = try TemporaryFolder("programs")
    for name in ["bin", "share/postern"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
    }
    // The rules that ship stand beside the programs: passwords are made of their words.
    try FileManager.default.copyItem(atPath: Checkout.path("rules"), toPath: folder.file("share/postern/rules"))
    try upgrade()
  }

  /// Puts new files in the place of the old ones, which go on running.
  func upgrade() throws {
    for name in ["postern", "postern-inspector"] {
      let new = "\(path)/\(name).new"
      try FileManager.default.copyItem(atPath: "\(Checkout.programs)/\(name)", toPath: new)
      guard rename(new, "\(path)/\(name)") == 0 else { throw SiteError(description: "\(name) cannot be replaced") }
    }
  }

  /// Whether a process runs what is installed now.
  func isCurrent(_ process: pid_t) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) == path + "/postern"
  }
}
