import FoundationEssentials
import Glibc

extension PrivatePostfix {
  /// The folders with the owners and modes that Postfix's own `postfix-files` asks for.
  func layOut() throws(KitError) {
    guard let account = getpwnam("postfix"), let group = getgrnam("postdrop") else {
      throw .missing(program: "postfix", package: "postfix")
    }
    let owner = account.pointee.pw_uid
    let drop = group.pointee.gr_gid
    for name in ["", "/etc", "/log", "/queue", "/queue/pid"] { try make(name, owner: 0, group: 0, mode: 0o755) }
    try make("/data", owner: owner, group: 0, mode: 0o700)
    for name in [
      "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace",
    ] { try make("/queue/\(name)", owner: owner, group: 0, mode: 0o700) }
    try make("/queue/maildrop", owner: owner, group: drop, mode: 0o730)
    try make("/queue/public", owner: owner, group: drop, mode: 0o710)
  }

  func writeConfiguration() throws(KitError) {
    try write("etc/main.cf", settings.mainFile(folder: folder, daemons: daemons))
    try write("etc/postern_tls_status", settings.statusTable)
    try write("etc/master.cf", settings.masterFile(port: port, reinjectionPort: reinjectionPort))
  }

  private func make(_ name: String, owner: uid_t, group: gid_t, mode: mode_t) throws(KitError) {
    let path = folder + name
    guard mkdir(path, 0o700) == 0 || errno == EEXIST, chown(path, owner, group) == 0, chmod(path, mode) == 0 else {
      throw .system(doing: "make the folder \(path)", code: errno)
    }
  }

  private func write(_ name: String, _ text: String) throws(KitError) {
    do {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"), options: .atomic)
    } catch {
      throw .system(doing: "write \(folder)/\(name)", code: EIO)
    }
    guard chmod("\(folder)/\(name)", 0o644) == 0 else { throw .system(doing: "set the mode of \(name)", code: errno) }
  }
}
