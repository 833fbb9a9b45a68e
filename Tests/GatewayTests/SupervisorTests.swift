import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughTrouble {
  @Suite("When the supervisor is killed", .serialized, .school)
  struct SupervisorTests {
    let school: School
    let processes: ProcessTable
    init() throws {
      school = try #require(RunningSchool.current)
      processes = ProcessTable(supervisor: school.site.filterProcess)
    }

    @Test("all that it started ends with it, and the next one serves the same state at once")
    func killed() throws {
      let filter = try #require(processes.filter)
      let zygote = try #require(processes.zygote)
      let workers = processes.workers.map(\.pid)
      #expect(!workers.isEmpty)
      let held = Mail.toBeHeld(from: "orphan@oakfield.example")
      #expect(try school.send(held).code == 250)

      #expect(kill(school.site.filterProcess, SIGKILL) == 0)
      // At once: its filter may still be dying, and holds the lock of the state until it has.
      try school.site.startFilter()
      try until { ([filter, zygote] + workers).allSatisfy { !isRunning($0) } }

      let clean = Mail()
      #expect(try school.send(clean).code == 250)
      #expect(try school.send(held).code == 250)
      _ = try school.received(clean)
      #expect(try school.newlyHeld().map(\.sender) == [held.from])
      #expect(try school.copies(held).isEmpty)
    }

    @Test("what judges mail comes before what can wait, where the system lets it")
    func goesFirst() throws {
      // Of this thread alone, as Linux has it.
      let this = Int32(PRIO_PROCESS.rawValue)
      let usual = getpriority(this, 0)
      let mayRaise = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -5) == 0
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, usual)
      let expected = usual == 0 && mayRaise ? -5 : Int(usual)
      try until { !processes.workers.isEmpty }
      #expect(processes.workers.allSatisfy { $0.nice == expected })
      // A kernel that does not schedule sessions as groups has no such file.
      let supervisor = school.site.filterProcess
      guard getsid(supervisor) == supervisor,
        let group = try? String(contentsOfFile: "/proc/\(supervisor)/autogroup", encoding: .utf8)
      else { return }
      #expect(group.hasSuffix(" nice \(expected)\n"))
    }

    @Test("one that is killed while its filter is still starting leaves nothing behind, however often")
    func killedYoung() throws {
      for pause in [0, 20_000, 60_000, 150_000, 300_000] as [UInt32] {
        kill(school.site.filterProcess, SIGKILL)
        let young = try ChildProcess(school.site.postern, ["filter", "--config", school.site.configuration])
        usleep(pause)
        young.signal(SIGKILL)
        _ = try young.wait()
      }
      try school.site.startFilter()
      let clean = Mail()
      #expect(try school.send(clean).code == 250)
      _ = try school.received(clean)
    }

    private func isRunning(_ process: pid_t) -> Bool { kill(process, 0) == 0 && !isZombie(process) }

    private func isZombie(_ process: pid_t) -> Bool {
      guard let file = fopen("/proc/\(process)/stat", "re") else { return true }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 512)
      guard fgets(&line, Int32(line.count), file) != nil else { return true }
      let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      return text.split(separator: ")").last?.hasPrefix(" Z") ?? true
    }
  }
}
