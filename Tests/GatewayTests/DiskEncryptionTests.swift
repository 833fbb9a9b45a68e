import Foundation
import PosternKit
import Testing

@testable import Gateway

@Suite("Whether a folder lies on an encrypted file system")
struct DiskEncryptionTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder("sysfs") }

  /// A block device of a made-up sysfs (sysfs(5)).
  private func device(_ number: String, name: String, mapper: String? = nil, on slaves: [String] = []) throws {
    let files = FileManager.default
    let home = folder.file("devices/\(name)")
    try files.createDirectory(atPath: home + "/slaves", withIntermediateDirectories: true)
    try files.createDirectory(atPath: folder.file("dev/block"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: folder.file("dev/block/\(number)"), withDestinationPath: home)
    try folder.write("devices/\(name)/dev", text: number + "\n")
    if let mapper {
      try files.createDirectory(atPath: home + "/dm", withIntermediateDirectories: true)
      try folder.write("devices/\(name)/dm/uuid", text: mapper + "\n")
    }
    for slave in slaves {
      try files.createSymbolicLink(
        atPath: home + "/slaves/\(slave)", withDestinationPath: folder.file("devices/\(slave)"))
    }
  }

  private func found(_ path: String, _ mounts: String) -> DiskEncryption {
    DiskEncryption(of: path, mounts: mounts, system: folder.path)
  }

  private let root = "22 1 254:1 / / rw,relatime - ext4 /dev/none1 rw\n"

  @Test("is told by the device below the nearest mount")
  func nearest() throws {
    try device("254:1", name: "vda1")
    try device("253:0", name: "dm-0", mapper: "CRYPT-LUKS2-0123-state")
    let mounts = root + "40 22 253:0 / /srv/postern rw - ext4 /dev/none0 rw\n"
    #expect(found("/srv/postern/state", mounts) == .encrypted)
    #expect(found("/srv/posternstate", mounts) == .clear(device: "ext4 on /dev/none1"))
    #expect(found("/var/spool/postfix", mounts) == .clear(device: "ext4 on /dev/none1"))
  }

  @Test("is seen below a volume, and only where all of its disks are encrypted")
  func volumes() throws {
    try device("253:0", name: "dm-0", mapper: "CRYPT-LUKS2-0123-one")
    try device("254:2", name: "vda2")
    try device("253:1", name: "dm-1", mapper: "LVM-abc", on: ["dm-0"])
    try device("253:2", name: "dm-2", mapper: "LVM-def", on: ["dm-0", "vda2"])
    #expect(found("/a/b", root + "40 22 253:1 / /a rw - ext4 /dev/none0 rw\n") == .encrypted)
    #expect(found("/a/b", root + "40 22 253:2 / /a rw - ext4 /dev/none0 rw\n") == .clear(device: "ext4 on /dev/none0"))
  }

  @Test("is told of stacked file systems, of memory, and of a name with a space")
  func kinds() {
    #expect(found("/a/b", root + "40 22 0:50 / /a rw - fuse.gocryptfs /x rw\n") == .encrypted)
    #expect(found("/a/b", root + "40 22 0:51 / /a rw - tmpfs tmpfs rw\n") == .memory)
    #expect(found("/my disk/b", root + "40 22 0:51 / /my\\040disk rw - tmpfs tmpfs rw\n") == .memory)
    #expect(found("/a", "") == .clear(device: "unknown"))
  }
}
