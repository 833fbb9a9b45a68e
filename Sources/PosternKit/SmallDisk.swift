import Glibc

/// A disk in memory that is soon full. It is gone with this object. Needs root.
public final class SmallDisk {
  private let folder: TemporaryFolder
  /// Its root, an absolute path.
  public var path: String { folder.file("disk") }

  /// Mounts it.
  /// - Throws: `KitError.system`, also for whoever may not mount.
  public init(megabytes: Int) throws(KitError) {
    folder = try TemporaryFolder("disk")
    mkdir(path, 0o700)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
      throw KitError.system(doing: "mount a small disk (as root)", code: errno)
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Leaves no room at all.
  public func fill() throws(KitError) {
    let file = open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    var end: off_t = 0
    while true {
      var room = statvfs()
      statvfs(path, &room)
      guard room.f_bavail > 0 else { return }
      // Others write meanwhile: what is just gone cannot be had, half of it perhaps.
      var length = off_t(room.f_bavail) * off_t(room.f_frsize)
      var code = posix_fallocate(file, end, length)
      while code == ENOSPC, length > off_t(room.f_frsize) {
        length /= 2
        code = posix_fallocate(file, end, length)
      }
      if code == ENOSPC { return }
      guard code == 0 else { throw KitError.system(doing: "fill a disk", code: code) }
      end += length
    }
  }

  /// Takes back what `fill` has put there.
  public func clear() { unlink(path + "/filler") }
}
