import Glibc

/// A file that nobody but its owner may read.
public enum PrivateFile {
  /// Makes an empty one (mode 0600) where there is none, and keeps others out of one that is there.
  ///
  /// SQLite gives its journals the mode of the database, so that a database must have it first. One that is there is never
  /// opened here: closing it again would drop every lock that this process has on it through SQLite (fcntl(2)), and the
  /// next program to end would take away a write-ahead log that is in use.
  /// - Throws: `SpoolError` with the system's reason.
  public static func prepare(_ path: String) throws(SpoolError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw SpoolError(doing: "make \(path)", code: errno)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw SpoolError(doing: "look at \(path)", code: errno) }
    if status.st_mode & 0o077 != 0, chmod(path, 0o600) != 0 {
      throw SpoolError(doing: "keep others out of \(path)", code: errno)
    }
  }
}
