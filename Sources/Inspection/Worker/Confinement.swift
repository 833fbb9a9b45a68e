import CSandbox
import Glibc

/// Locks this process down, for good, before it reads the first byte from outside (D4).
struct Confinement {
  /// Who the worker becomes, when it starts as root; looked up before the fork.
  var user: UnprivilegedUser?
  /// Bytes of address space in all.
  var addressSpace: Int
  var processorSeconds: Int
  /// Yields to everything else on this machine.
  var isInBackground = false
  /// The zygote's pid: a worker does not outlive it.
  var parent: pid_t
  /// What `SystemCallFilter` has compiled.
  var filter: [UInt8]

  /// What libraries read when a document needs it: Poppler's tables of East Asian characters, and fonts that a document
  /// does not bring along. Only with Landlock, which keeps everything else out of reach; the filter of system calls does
  /// not see paths. Without it such a document is unreadable, and says so.
  private static let tables: [StaticString] = ["/usr/share/poppler", "/usr/share/fonts"]

  /// The socket, standard input, output and error, and what conversions open and close for a moment.
  private static let descriptors: UInt64 = 16

  /// - Throws: what the system refused, in words; the process must then end without serving.
  func enter() throws(CodecError) {
    // The order matters: a priority is lowered while its file in /proc can be opened, a change of user gives back the rights to
    // dump and clears the death signal, and after the filter of system calls none of the others could be made.
    if isInBackground { try check(postern_yield(), "lower its priority") }
    try user?.become()
    try check(postern_hide_memory(), "hide its memory")
    try check(postern_die_with_parent(), "be tied to its parent")
    guard getppid() == parent else { throw CodecError("its parent is gone already") }
    try check(postern_limit_core(), "switch core dumps off")
    try check(postern_limit_file_size(0), "limit files")
    try check(postern_limit_descriptors(Self.descriptors), "limit descriptors")
    try check(postern_limit_processes(0), "limit processes")
    try check(postern_limit_cpu(UInt64(processorSeconds)), "limit processor time")
    try check(postern_limit_address_space(UInt64(addressSpace)), "limit memory")
    try check(postern_no_new_privileges(), "give up new privileges")
    guard postern_landlock_refuse_rest() >= 0 else { throw Self.failure("set up Landlock") }
    try check(postern_count_refusals(), "count refusals")
    try SystemCallFilter.load(filter)
  }

  /// Opens what workers may read from later. Once, in the zygote: they inherit it.
  static func openTables() throws(CodecError) {
    guard postern_landlock_version() > 0 else { return }
    for folder in tables {
      // A literal's characters stay where they are for the life of the process.
      let path = UnsafeRawPointer(folder.utf8Start).assumingMemoryBound(to: CChar.self)
      guard postern_reach(path) == 0 else { throw failure("keep \(folder) within reach") }
    }
  }

  /// Whether Landlock alone, without the filter of system calls in front of it, refuses a file; nil where the kernel
  /// has none. The caller may have threads.
  static var landlockHolds: Bool? {
    postern_landlock_version() == 0 ? nil : postern_try_open_behind_landlock("/etc/passwd") == EACCES
  }

  /// What this host's kernel lacks, in words.
  static var downgrades: [String] {
    switch postern_landlock_version() {
    case 0:
      [
        "the kernel has no Landlock (Linux 5.13 or later, with landlock among its security modules): system call filter only"
      ]
    case ..<4: ["the kernel's Landlock does not know networks (Linux 6.7 or later): system call filter only for these"]
    case ..<6: ["the kernel's Landlock does not know signals (Linux 6.12 or later): system call filter only for these"]
    default: []
    }
  }

  /// Bytes of address space in use.
  static func mapped() -> Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 1 << 30 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 1 << 30 }
    return strtol(line, nil, 10) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private func check(_ code: Int32, _ what: String) throws(CodecError) {
    guard code == 0 else { throw Self.failure(what) }
  }

  private static func failure(_ what: String) -> CodecError {
    CodecError("cannot \(what): \(String(cString: strerror(errno)))")
  }
}

/// The user whom workers run as when the zygote is root: `postern` where the package made one, else `nobody`.
struct UnprivilegedUser {
  let user: uid_t
  let group: gid_t

  /// Nil when this process is not root, and so has nothing to give up.
  static func forThisProcess() -> UnprivilegedUser? {
    guard geteuid() == 0 else { return nil }
    for name in ["postern", "nobody"] {
      if let entry = getpwnam(name), entry.pointee.pw_uid != 0 {
        return UnprivilegedUser(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
      }
    }
    // The kernel's own overflow user.
    return UnprivilegedUser(user: 65_534, group: 65_534)
  }

  func become() throws(CodecError) {
    guard postern_become(user, group) == 0 else {
      throw CodecError("cannot become an unprivileged user: \(String(cString: strerror(errno)))")
    }
  }
}
