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

  /// Programs that run as a unit for systemd says, as the user nobody: `scripts/as-unit`.
  init(underUnit unit: String) throws {
    folder = try TemporaryFolder("programs")
    try FileManager.default.createDirectory(atPath: folder.file("bin"), withIntermediateDirectories: true)
    // The site hands its folder to that user, as a package does with /var/lib/postern. The configuration comes last.
    let script = try folder.write(
      "bin/postern",
      text: """
        #!/bin/sh
        for word; do configuration=$word; done
        site=$(dirname "$configuration")
        chown nobody "$site" "$site/temporary"
        exec '\(Checkout.path("scripts/as-unit"))' --user nobody --writable "$site" '\(Checkout.path("deploy/\(unit)"))' \\
          '\(Checkout.programs)/postern' "$@"

        """)
    chmod(script, 0o755)
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
