import Foundation
import Gateway
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  /// Whoever dies, and when: nothing of a message is left in clear in any folder of Postern's (D6).
  @Suite("Nothing in clear is left by what was killed", .serialized, .school)
  struct HygieneTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    private static let planted = PlantedWords(words: ["Quillamber", "Vellichordian"])
    /// What the next hop, Postfix and the tests themselves keep.
    private static let others = ["delivered", "postfix"]

    enum Victim: String, CaseIterable {
      case filter, worker, zygote, supervisor, command
    }

    /// Held, and long enough for a worker to be met in the middle of it.
    private func mail() -> Mail {
      let text = "The EHCP review for Mia Stone. Vellichordian is the word.\n"
      return Mail(subject: "Quillamber", text: String(repeating: text, count: 3_000))
    }

    @Test("a search of state, keys, runtime and temporary folders finds no planted word", arguments: Victim.allCases)
    func killed(victim: Victim) throws {
      let site = school.site
      for pause in [0, 40_000, 120_000, 250_000, 400_000] as [UInt32] {
        let mail = mail()
        let sent = DispatchSemaphore(value: 0)
        let school = school
        Thread.detachNewThread {
          _ = try? school.send(mail)
          sent.signal()
        }
        usleep(pause)
        try kill(victim)
        sent.wait()
        if !site.isFilterRunning { try site.startFilter() }
        let left = Self.planted.found(below: site.folder.path, but: Self.others)
        #expect(left.isEmpty)
        try school.waitUntilServed()
      }
      #expect(PlantedWords.files(below: site.folder.path, but: Self.others).allSatisfy { !$0.contains("/core") })
      // The same search finds what may be there.
      #expect(try school.send(Mail(text: "Vellichordian.")).code == 250)
      try site.postfix.waitForEmptyQueue()
      #expect(!Self.planted.found(below: site.folder.file("delivered")).isEmpty)
    }

    private func kill(_ victim: Victim) throws {
      let processes = ProcessTable(supervisor: school.site.filterProcess)
      switch victim {
      case .filter: try Glibc.kill(#require(processes.filter), SIGKILL)
      case .worker: for worker in processes.workers { Glibc.kill(worker.pid, SIGKILL) }
      case .zygote: try Glibc.kill(#require(processes.zygote), SIGKILL)
      case .supervisor:
        Glibc.kill(school.site.filterProcess, SIGKILL)
        // Whether it is to be started again is asked next.
        try until { !school.site.isFilterRunning }
      case .command:
        let held = try school.newlyHeld().first
        let reference = try held?.reference ?? school.hold(.toBeHeld())
        let command = try ChildProcess(
          school.site.postern,
          [
            "held", "show", reference, "--content", "--break-glass", "--reason", "test", "--config",
            school.site.configuration,
          ])
        usleep(UInt32.random(in: 0...60_000))
        command.signal(SIGKILL)
        _ = try command.wait()
      }
    }

    @Test("no process of Postern's leaves a core, and what comes on a worker's standard error goes nowhere")
    func limits() throws {
      let processes = ProcessTable(supervisor: school.site.filterProcess)
      let workers = processes.workers.map(\.pid)
      try #require(!workers.isEmpty)
      let filter = try #require(processes.filter)
      let zygote = try #require(processes.zygote)
      for process in [school.site.filterProcess, filter, zygote] + workers {
        let limits = try String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(whereSeparator: \.isWhitespace).dropFirst(4).prefix(2) == ["0", "0"])
      }
      for process in [zygote] + workers {
        for output in 1...2 {
          let path = "/proc/\(process)/fd/\(output)"
          #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
        }
      }
      // prctl(2): locked pages show here. Who may lock them is the system's matter; here it is root.
      let status = try String(contentsOfFile: "/proc/\(filter)/status", encoding: .utf8)
      let locked = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmLck:") })
      #expect(Int(locked.filter(\.isNumber)) ?? 0 > 0 || !Self.mayLock(status))
    }

    private static func mayLock(_ status: String) -> Bool {
      let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
      let rights = line.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) } ?? 0
      // capabilities(7): CAP_IPC_LOCK is number 14.
      return rights >> 14 & 1 == 1
    }
  }
}

@Suite("What is in memory stays there")
struct MemoryTests {
  @Test(
    "no other process of the same user may read a filter's memory, its supervisor's, or that of a command",
    .enabled(if: geteuid() == 0 && Checkout.isOpenToAll, "needs root and a build that others may run"))
  func hidden() throws {
    let school = try SchoolFolder(
      settings: "listen: {milter: \"inet:\(try freePort())@127.0.0.1\"}\nlimits: {workers: 1}")
    let nobody = try #require(getpwnam("nobody")).pointee
    for name in PlantedWords.files(below: school.folder.path) { chown(name, nobody.pw_uid, nobody.pw_gid) }
    chown(school.folder.path, nobody.pw_uid, nobody.pw_gid)
    let words = ["--reuid", "\(nobody.pw_uid)", "--regid", "\(nobody.pw_gid)", "--clear-groups"]
    let supervisor = try ChildProcess(
      "/usr/bin/setpriv", words + [Checkout.programs + "/postern", "filter", "--config", school.configuration])
    let processes = ProcessTable(supervisor: supervisor.identifier)
    // proc(5): what a process that hides its memory has in /proc belongs to root; else to the process's own user. Workers
    // come and go.
    try until {
      let all =
        [supervisor.identifier, processes.filter, processes.zygote].compactMap { $0 } + processes.workers.map(\.pid)
      return all.count > 3 && all.allSatisfy { owner(of: $0) == 0 }
    }
    #expect(owner(of: getpid()) == getuid())
    supervisor.end()
  }

  private func owner(of process: pid_t) -> uid_t? {
    var status = stat()
    return stat("/proc/\(process)/environ", &status) == 0 ? status.st_uid : nil
  }

  @Test("the filter warns where the machine swaps to a disk, unless its service may not")
  func swap() {
    let heading = "Filename\tType\tSize\tUsed\tPriority\n"
    let disk = heading + "/dev/sda2   partition  2097148  0  -2\n"
    #expect(!SwapExposure(swaps: heading, limits: ["max"]).isExposed)
    #expect(!SwapExposure(swaps: heading + "/dev/zram0  partition  1024  0  100\n", limits: []).isExposed)
    #expect(SwapExposure(swaps: disk, limits: []).isExposed)
    #expect(SwapExposure(swaps: disk, limits: ["max\n", ""]).isExposed)
    #expect(!SwapExposure(swaps: disk, limits: ["0\n", "max\n"]).isExposed)
    #expect(!SwapExposure(swaps: disk, limits: ["max\n", "0\n"]).isExposed)
    #expect(SwapExposure(swaps: disk, limits: []).warning?.contains("MemorySwapMax=0") == true)
  }
}
