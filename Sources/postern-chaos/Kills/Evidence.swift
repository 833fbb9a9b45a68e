import Foundation
import PosternKit

/// What is left of a run that came to faults, for a person to look into: all else goes with the run's folders.
enum Evidence {
  /// Copies the database of held mail, the logs of Postern and Postfix, and a line for each letter that arrived.
  /// - Parameters:
  ///   - state: the state folder.
  ///   - told: what each client was told, by number.
  /// - Returns: the folder, which nobody else may read.
  static func keep(of site: Site, state: String, told: Accounts, seed: UInt64) throws -> String {
    let files = FileManager.default
    let folder = NSTemporaryDirectory() + "postern-chaos-\(seed)"
    try? files.removeItem(atPath: folder)
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in try files.contentsOfDirectory(atPath: state) where name.hasPrefix("quarantine.db") {
      try files.copyItem(atPath: "\(state)/\(name)", toPath: "\(folder)/\(name)")
    }
    try site.log.write(toFile: folder + "/postern.log", atomically: false, encoding: .utf8)
    try site.postfix.log.write(toFile: folder + "/maillog", atomically: false, encoding: .utf8)
    let letters = site.nextHop.messages.map { message in
      ["Message-ID", "In-Reply-To", "Subject"].map { message.header($0).joined(separator: " ") }.joined(separator: "\t")
    }
    try letters.joined(separator: "\n").write(toFile: folder + "/letters", atomically: false, encoding: .utf8)
    let clients = (0..<told.count).map { "\($0): \(told.told($0))" }
    try clients.joined(separator: "\n").write(toFile: folder + "/clients", atomically: false, encoding: .utf8)
    return folder
  }
}
