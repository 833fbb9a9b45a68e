import Configuration
import Delivery
import Foundation
import Glibc

extension Doctor {
  /// Free space where mail is kept: Postern's state and Postfix's queue.
  func space() -> [Diagnosis] {
    folders.map { name, path in
      var status = statvfs()
      guard statvfs(path, &status) == 0 else {
        return Diagnosis("space", .warn, "the free space of \(path) cannot be asked for", remedy: "see that it exists")
      }
      let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
      let share = status.f_blocks == 0 ? 100 : Int(UInt64(status.f_bavail) * 100 / UInt64(status.f_blocks))
      let words = "\(free >> 20) MiB (\(share) %) are free for \(name) in \(path)"
      if free < Self.least {
        return Diagnosis("space", .fail, words, remedy: "make room now: without it mail only waits")
      }
      if free < Self.little || share < Self.littleShare {
        return Diagnosis("space", .warn, words, remedy: "make room, or give it a larger volume")
      }
      return Diagnosis("space", .ok, words)
    }
  }

  /// A few large messages. In bytes.
  private static let least: UInt64 = 200 << 20
  private static let little: UInt64 = 2 << 30
  private static let littleShare = 5

  /// Whether mail that rests lies on encrypted file systems: Postfix's queue holds it in clear (D6).
  func encryption() -> [Diagnosis] {
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    return folders.map { name, path in
      switch DiskEncryption(of: path, mounts: mounts) {
      case .encrypted: Diagnosis("encryption", .ok, "\(name) in \(path) lies on an encrypted file system")
      case .memory:
        Diagnosis(
          "encryption", .warn, "\(name) in \(path) lies in memory, and is gone after a restart",
          remedy: "put it on a disk")
      case .clear(let device):
        Diagnosis(
          "encryption", .warn, "no encryption is seen under \(name) in \(path) (\(device))",
          remedy: "put it on a LUKS volume, or see that the host or the disk itself encrypts")
      }
    }
  }

  private var folders: [(name: String, path: String)] {
    var found = [("the state", settings.state)]
    if let setup = try? PostfixSetup.read(settings.reinject.postfix) {
      found.append(("Postfix's queue", setup.value("queue_directory")))
    }
    return found.filter { access($0.1, F_OK) == 0 }
  }

  /// Whether what is in memory may come to a disk.
  func swap() -> [Diagnosis] {
    let process = FilterSearch.process(configuration: file)
    let words = process == nil ? " (told for this shell: no filter runs)" : ""
    guard let warning = SwapExposure.of(process: process).warning else {
      return [Diagnosis("swap", .ok, "mail in memory is kept out of swap\(words)")]
    }
    return [Diagnosis("swap", .warn, warning + words, remedy: "deploy/postern.service shows how")]
  }
}
