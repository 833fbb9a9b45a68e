import Foundation
import Glibc
import PosternKit
import Testing

extension ThroughPostfix {
  /// The restrictions of `deploy/postern.service`, as far as they can be set without a running systemd (`scripts/as-unit`
  /// says which).
  @Suite(
    "Under its unit for systemd", .serialized,
    .enabled(
      if: geteuid() == 0 && Checkout.isOpenToAll && access("/usr/bin/systemd-analyze", X_OK) == 0,
      "needs root, systemd-analyze, and a build that others may run"),
    .school { try School(installed: InstalledPrograms(underUnit: "postern.service")) })
  struct UnitTests {
    let school: School
    init() throws { school = try #require(RunningSchool.current) }

    @Test("the filter has no right, no new one, and a filter of system calls around it; its workers have a second wall")
    func confined() throws {
      let processes = ProcessTable(supervisor: school.site.filterProcess)
      let filter = try #require(processes.filter)
      let status = try Self.status(of: filter)
      #expect(status["CapBnd"] == "0000000000000000")
      #expect(status["NoNewPrivs"] == "1" && status["Seccomp"] == "2")
      #expect(status["Uid"]?.split(whereSeparator: \.isWhitespace).first != "0")
      let around = try #require(status["Seccomp_filters"].flatMap { Int($0) })
      let worker = try Self.status(of: #require(processes.workers.first).pid)
      #expect(try #require(worker["Seccomp_filters"].flatMap { Int($0) }) == around + 1)
    }

    @Test(
      "what judges mail comes before what can wait",
      .enabled(if: Self.maySetLimits, "needs CAP_SYS_RESOURCE, to set the unit's LimitNICE"))
    func goesFirst() throws {
      let supervisor = school.site.filterProcess
      let limits = try String(contentsOfFile: "/proc/\(supervisor)/limits", encoding: .utf8)
      let most = limits.split(separator: "\n").first { $0.hasPrefix("Max nice priority") }?.split(separator: " ").last
      #expect(most == "25")
      let workers = ProcessTable(supervisor: supervisor).workers
      #expect(!workers.isEmpty && workers.allSatisfy { $0.nice == -5 })
      // A kernel that does not schedule sessions as groups has no such file.
      guard getsid(supervisor) == supervisor,
        let group = try? String(contentsOfFile: "/proc/\(supervisor)/autogroup", encoding: .utf8)
      else { return }
      #expect(group.hasSuffix(" nice -5\n"))
    }

    @Test("mail with a document goes, mail that is to be held is held and released, and goes once")
    func serves() throws {
      let harmless = Mail(
        fields: ["Content-Type: text/csv; name=list.csv", "Content-Disposition: attachment; filename=list.csv"],
        text: "club,day\nchess,Tuesday")
      #expect(try school.send(harmless).code == 250)
      _ = try school.received(harmless)
      let mail = Mail.toBeHeld()
      #expect(try school.send(mail).code == 250)
      let held = try #require(try school.newlyHeld().first)
      try school.release(held)
      #expect(try school.copies(mail).count == 1)
    }

    @Test("a new filter takes the place of the old one")
    func restarts() throws {
      let before = try #require(ProcessTable(supervisor: school.site.filterProcess).filter)
      kill(school.site.filterProcess, SIGUSR2)
      try until {
        ProcessTable(supervisor: school.site.filterProcess).filter.map { $0 != before } == true
          && school.site.log.contains("hot restart: the new filter")
      }
      let mail = Mail()
      #expect(try school.send(mail).code == 250)
      _ = try school.received(mail)
    }

    @Test("the doctor finds workers, keys, state and Postfix's services well, and Postfix's queue can be read")
    func doctor() throws {
      struct Report: Decodable {
        struct Check: Decodable { var check, status, message: String }
        var checks: [Check]
        var wall: [String] { checks.filter { $0.check == "wall" }.map(\.message) }
      }
      let said = try school.site.run(["doctor", "--json"])
      let report = try JSONDecoder().decode(Report.self, from: Data(said.output.utf8))
      for check in ["rules", "workers", "keys", "state", "filter", "milters", "reinjection"] {
        let found = report.checks.filter { $0.check == check }
        #expect(!found.isEmpty && found.allSatisfy { $0.status == "ok" }, "\(found)")
      }
      // The unit takes nothing away from the wall.
      let outside = try ChildProcess.run(
        Checkout.programs + "/postern", ["doctor", "--json", "--config", school.site.configuration])
      let line = String(decoding: outside.output, as: UTF8.self).split(separator: "\n").last { $0.hasPrefix("{") }
      let free = try JSONDecoder().decode(Report.self, from: Data(#require(line).utf8))
      #expect(report.wall.count == 1 && report.wall == free.wall)
      let queue = try ChildProcess.run(
        Checkout.path("scripts/as-unit"),
        [
          "--user", "nobody", Checkout.path("deploy/postern.service"), "/usr/sbin/postqueue", "-c",
          school.site.postfix.configuration, "-j",
        ])
      #expect(queue.status == 0, "\(String(decoding: queue.output, as: UTF8.self))")
    }

    /// Whether this process may give another one a higher limit than its own (capabilities(7), CAP_SYS_RESOURCE, number 24).
    private static var maySetLimits: Bool {
      let effective = (try? status(of: getpid())["CapEff"]).flatMap { UInt64($0, radix: 16) } ?? 0
      return effective >> 24 & 1 == 1
    }

    /// proc(5): `/proc/PID/status`.
    private static func status(of process: pid_t) throws -> [String: String] {
      let lines = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8).split(separator: "\n")
      return Dictionary(
        lines.compactMap { line in
          line.firstIndex(of: ":").map {
            (String(line[..<$0]), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
          }
        }, uniquingKeysWith: { $1 })
    }
  }
}
