import CSandbox
import Glibc
import Normalisation

extension SelfTest {
  /// Inside a worker.
  func run(parent: pid_t) -> [Result] {
    switch self {
    case .refusals: return Self.attempts(parent: parent)
    case .confinement: return Self.facts()
    case .charsets(let names): return names.map { Result(name: $0, value: CharsetTrial.run($0)) }
    case .unicodeCharsets:
      return Charset.allNames.map { Result(name: $0, value: CharsetTrial.runICU($0)) }
    case .spin: while true { _ = getpid() }
    case .pause(let milliseconds): usleep(useconds_t(milliseconds * 1000))
    case .allocate(let bytes):
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 16)
      memory.initializeMemory(as: UInt8.self, repeating: 1)
      defer { memory.deallocate() }
      return [Result(name: "allocated", value: memory.last.map(Int.init) ?? 0)]
    case .crash: UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
    case .babble, .taint: break
    }
    return []
  }

  private static func attempts(parent: pid_t) -> [Result] {
    func attempt(_ name: String, _ action: () -> Int32) -> Result {
      let before = Refusals.total
      let code = action()
      return Result(name: name, value: Int(code), isCounted: Refusals.total > before)
    }
    return [
      attempt("open a file") { postern_try_open("/etc/passwd") },
      attempt("open a folder") { postern_try_open("/") },
      beside(),
      attempt("write a file") { postern_try_open_for_writing("/tmp/postern-self-test") },
      attempt("open an internet socket") { postern_try_socket(AF_INET) },
      attempt("open a local socket") { postern_try_socket(AF_UNIX) },
      attempt("connect") { postern_try_connect() },
      attempt("run a program") { postern_try_exec("/bin/true") },
      attempt("fork") { postern_try_fork() },
      attempt("start a thread") { postern_try_thread() },
      attempt("trace the parent") { postern_try_trace(parent) },
      attempt("signal the parent") { postern_try_signal(parent, 0) },
      attempt("signal everybody") { postern_try_signal(-1, 0) },
      attempt("make memory executable") { postern_try_executable_memory() },
      attempt("become root") { postern_try_privileges() },
      attempt("raise a limit") { postern_try_unlimited() },
    ]
  }

  /// From a folder within reach to a file elsewhere. Landlock refuses that where the filter of system calls cannot, and
  /// counts nothing; where no folder is within reach the filter does.
  private static func beside() -> Result {
    let before = Refusals.total
    let code = postern_try_open_from(max(postern_reached(0), 0), "/etc/passwd")
    let isCounted = Refusals.total > before || (postern_reached(0) >= 0 && code == EACCES)
    return Result(name: "leave a folder of tables", value: Int(code), isCounted: isCounted)
  }

  private static func facts() -> [Result] {
    func limit(_ what: Int32) -> Int {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(what), &limit)
      return Int(clamping: limit.rlim_max)
    }
    return [
      Result(name: "user", value: Int(getuid())),
      Result(name: "memory is hidden", value: Int(postern_memory_is_hidden())),
      Result(name: "no new privileges", value: Int(postern_has_no_new_privileges())),
      Result(name: "seccomp mode", value: Int(postern_seccomp_mode())),
      Result(name: "core size", value: limit(Int32(RLIMIT_CORE.rawValue))),
      Result(name: "file size", value: limit(Int32(RLIMIT_FSIZE.rawValue))),
      Result(name: "descriptors", value: limit(Int32(RLIMIT_NOFILE.rawValue))),
      Result(name: "processes", value: limit(Int32(__RLIMIT_NPROC.rawValue))),
      Result(name: "address space", value: limit(Int32(RLIMIT_AS.rawValue))),
      Result(name: "processor seconds", value: limit(Int32(RLIMIT_CPU.rawValue))),
    ]
  }
}
