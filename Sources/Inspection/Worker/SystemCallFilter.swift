import CSandbox
import CSeccomp
import Glibc

/// The system calls that a worker may make. What is not named is refused, counted (`Refusals`) and survived, so that
/// the part that needed it is said to be unreadable; what only an attacker asks for ends the process.
enum SystemCallFilter {
  private static let kill: UInt32 = 0x8000_0000
  private static let trap: UInt32 = 0x0003_0000
  private static let allow: UInt32 = 0x7fff_0000
  private static func error(_ code: Int32) -> UInt32 { 0x0005_0000 | UInt32(code) }

  /// Reading and writing what is open, memory, the time, chance, its own signals, its own facts, and the end.
  private static let allowed = [
    "read", "readv", "pread64", "write", "writev", "recvmsg", "recvfrom", "sendmsg", "close", "lseek", "fstat",
    "munmap", "mremap", "madvise", "brk", "futex", "membarrier", "rseq",
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times",
    "getrandom", "rt_sigreturn", "rt_sigprocmask", "rt_sigaction", "sigaltstack", "restart_syscall",
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrusage", "getrlimit", "sched_yield",
    "sched_getaffinity", "getcpu", "getcwd", "uname", "sysinfo", "poll", "ppoll", "exit", "exit_group",
  ]

  /// No library asks for these by mistake.
  private static let deadly = [
    "process_vm_readv", "process_vm_writev", "pidfd_getfd", "init_module", "finit_module", "delete_module",
    "kexec_load", "kexec_file_load", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "unshare", "setns",
    "reboot", "swapon", "swapoff", "keyctl", "add_key", "request_key", "modify_ldt", "iopl", "ioperm",
  ]

  /// Puts a compiled filter on this thread, for good. The process must have no other.
  static func load(_ program: [UInt8]) throws(CodecError) {
    guard program.withUnsafeBytes({ postern_filter_calls($0.baseAddress, $0.count) }) == 0 else {
      throw CodecError("cannot filter system calls (seccomp): \(String(cString: strerror(errno)))")
    }
  }

  /// Compiles the filter, for a process that reaches what this one does.
  /// - Returns: a program for seccomp(2), which is the same for all workers of a zygote.
  static func compiled() throws(CodecError) -> [UInt8] {
    guard let filter = seccomp_init(trap) else { throw CodecError("cannot make a filter of system calls") }
    defer { seccomp_release(filter) }
    var code = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, kill)
    if code == 0 { code = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) }
    for name in allowed where code == 0 { code = rule(filter, allow, name) }
    for name in deadly where code == 0 { code = rule(filter, kill, name) }

    // Memory, but never to run: all code is mapped before the wall goes up.
    let notExecutable = scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: UInt64(PROT_EXEC), datum_b: 0)
    if code == 0 { code = rule(filter, allow, "mmap", [notExecutable]) }
    if code == 0 { code = rule(filter, allow, "mprotect", [notExecutable]) }
    // fstat of an open descriptor, as glibc spells it.
    let emptyPath = UInt64(0x1000)
    if code == 0 {
      code = rule(
        filter, allow, "newfstatat",
        [scmp_arg_cmp(arg: 3, op: SCMP_CMP_MASKED_EQ, datum_a: emptyPath, datum_b: emptyPath)])
    }
    // Asking after limits and flags, not setting them; but fonts are opened with "close on exec", and nothing is executed.
    if code == 0 { code = rule(filter, allow, "prlimit64", [equal(0, 0), equal(2, 0)]) }
    for command in [F_GETFD, F_SETFD, F_GETFL] where code == 0 {
      code = rule(filter, allow, "fcntl", [equal(1, UInt64(command))])
    }
    for question in [3, 21, 39] where code == 0 { code = rule(filter, allow, "prctl", [equal(0, UInt64(question))]) }
    // Files of the folders within reach: Landlock holds to these, and to reading.
    var number: Int32 = 0
    while code == 0, postern_reached(number) >= 0 {
      let writing = UInt64(O_ACCMODE | O_CREAT | O_TRUNC)
      code = rule(
        filter, allow, "openat",
        [
          equal(0, UInt64(postern_reached(number))),
          scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: writing, datum_b: 0),
        ])
      number += 1
    }
    if code == 0, number > 0 { code = rule(filter, allow, "getdents64") }
    // "Is this a terminal?", as C libraries ask of what they write to.
    if code == 0 { code = rule(filter, error(ENOTTY), "ioctl") }

    let file = postern_memfd("filter")
    defer { if file >= 0 { close(file) } }
    if code == 0 { code = file < 0 ? -errno : seccomp_export_bpf(filter, file) }
    let size = lseek(file, 0, SEEK_END)
    guard code == 0, size > 0 else {
      throw CodecError("cannot compile a filter of system calls (seccomp): \(String(cString: strerror(-code)))")
    }
    var program = [UInt8](repeating: 0, count: size)
    guard pread(file, &program, size, 0) == size else { throw CodecError("cannot read back a filter of system calls") }
    return program
  }

  private static func equal(_ argument: UInt32, _ value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: argument, op: SCMP_CMP_EQ, datum_a: value, datum_b: 0)
  }

  private static func rule(
    _ filter: scmp_filter_ctx, _ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp] = []
  ) -> Int32 {
    let number = seccomp_syscall_resolve_name(name)
    // Not on this architecture, or newer than the library: then the default, refusal, is right.
    guard number >= 0 else { return 0 }
    return seccomp_rule_add_array(filter, action, number, UInt32(conditions.count), conditions)
  }
}
