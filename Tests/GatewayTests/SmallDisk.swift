import Foundation
import Glibc
import PosternKit

/// A disk in memory that is soon full. It is gone with this object.
final class SmallDisk {
  private let folder: TemporaryFolder
  var path: String { folder.file("disk") }

  init(megabytes: Int) throws {
    folder = try TemporaryFolder("disk")
    mkdir(path, 0o700)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
      throw KitError.system(doing: "mount a small disk (as root)", code: errno)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Leaves no room at all.
  func fill() throws {
    var room = statvfs()
    statvfs(path, &room)
    let file = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    defer { close(file) }
    let code = posix_fallocate(file, 0, off_t(room.f_bavail) * off_t(room.f_frsize))
    guard code == 0 else { throw KitError.system(doing: "fill a disk", code: code) }
  }

  func clear() { unlink(path + "/filler") }
}
