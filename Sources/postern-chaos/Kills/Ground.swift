import Foundation
import Glibc
import PosternKit

/// What a run stands on: Postfix and a next hop, with Postern between them or without.
final class Ground {
  let postfix: PrivatePostfix
  let nextHop: NextHop
  /// Nil where there is no Postern.
  let site: Site?
  private let disk: SmallDisk?
  private let school: TemporaryFolder?
  private let clock: SetClock?

  /// With Postern, whose state is on a disk of its own.
  /// - Parameter programs: the folder of `postern`.
  /// - Returns: also the site, and the state folder.
  static func guarded(programs: String) throws -> (ground: Ground, site: Site, state: String) {
    let disk = try? SmallDisk(megabytes: 256)
    if disk == nil { say("no full disk in this run: a small one cannot be mounted here") }
    let school = try TemporaryFolder("postern-chaos")
    try ChaosSchool.write(to: school, state: disk?.path ?? "state")
    let clock = try SetClock(programs: programs)
    let site = try Site(
      programs: programs, school: school.path, settings: "console: {grace_seconds: 0, senders: {link_days: 20}}",
      environment: clock.environment)
    _ = try site.startConsole()
    let ground = Ground(
      postfix: site.postfix, nextHop: site.nextHop, site: site, disk: disk, school: school, clock: clock)
    return (ground, site, disk?.path ?? site.folder.file("state"))
  }

  /// Postfix alone.
  static func bare() throws -> Ground {
    let nextHop = try NextHop()
    let postfix = try PrivatePostfix(PostfixSettings(milters: [], nextHop: nextHop))
    try postfix.start()
    return Ground(postfix: postfix, nextHop: nextHop, site: nil, disk: nil, school: nil, clock: nil)
  }

  private init(
    postfix: PrivatePostfix, nextHop: NextHop, site: Site?, disk: SmallDisk?, school: TemporaryFolder?, clock: SetClock?
  ) {
    self.clock = clock
    self.postfix = postfix
    self.nextHop = nextHop
    self.site = site
    self.disk = disk
    self.school = school
  }

  /// Whether such a blow can fall at all on this machine.
  func allows(_ blow: Blow) -> Bool {
    switch blow {
    case .fullDisk: disk != nil
    case .failingSync: access(SyncTrouble.program, X_OK) == 0
    default: true
    }
  }

  /// Strikes once.
  /// - Returns: whether there was anything to strike.
  func strike(_ blow: Blow, using generator: inout SeededGenerator) throws -> Bool {
    switch blow {
    case .filter: return killed(processes?.filter)
    case .zygote: return killed(processes?.zygote)
    case .worker: return killed(processes?.workers.map(\.pid).randomElement(using: &generator))
    case .supervisor: return killed(site?.filterProcess)
    case .console: return killed(site?.consoleProcess)
    case .restart: return site.map { kill($0.filterProcess, SIGUSR2) == 0 } ?? false
    case .smtpd, .cleanup: return killed(postfix.processes(of: blow.rawValue).randomElement(using: &generator))
    case .master:
      guard killed(postfix.masterProcess) else { return false }
      try postfix.startAgain()
      return true
    case .fullDisk: return try fullDisk(using: &generator)
    case .failingSync: return failingSync(using: &generator)
    case .clock: return jump(using: &generator)
    case .command: return false
    }
  }

  /// Does what systemd does: starts a supervisor, and a console, that has ended, however it ended.
  func mend() throws {
    guard let site else { return }
    if !site.isFilterRunning { try site.startFilterAtOnce() }
    if !site.isConsoleRunning { try site.startConsoleAtOnce() }
  }

  private var processes: ProcessTable? { site.map { ProcessTable(supervisor: $0.filterProcess) } }

  private func killed(_ process: pid_t?) -> Bool { process.map { kill($0, SIGKILL) == 0 } ?? false }

  private func fullDisk(using generator: inout SeededGenerator) throws -> Bool {
    guard let disk else { return false }
    try disk.fill()
    defer { disk.clear() }
    usleep(useconds_t.random(in: 200_000...900_000, using: &generator))
    if Bool.random(using: &generator) {
      // A filter that has to start on a full disk.
      _ = killed(processes?.filter)
      usleep(useconds_t.random(in: 200_000...900_000, using: &generator))
    }
    return true
  }

  /// The filter's clock is set, and later set right.
  private func jump(using generator: inout SeededGenerator) -> Bool {
    guard let clock else { return false }
    let hour = 3_600
    clock.set(ahead: [-40 * 24, -25, -1, 1, 25, 40 * 24].randomElement(using: &generator).map { $0 * hour } ?? 0)
    defer { clock.set(ahead: 0) }
    usleep(useconds_t.random(in: 200_000...1_500_000, using: &generator))
    if Bool.random(using: &generator) {
      // A filter that has to start under a wrong clock.
      _ = killed(processes?.filter)
      usleep(useconds_t.random(in: 200_000...1_500_000, using: &generator))
    }
    return true
  }

  /// Words of messages that stand in clear in files of Postern's, and how many files were searched.
  func plantedWords() -> (found: [String], files: Int) {
    guard let site else { return ([], 0) }
    // What the next hop and Postfix keep is theirs.
    let others = ["delivered", "postfix"]
    let words = PlantedWords(words: NumberedMessage.planted)
    let folders = [(site.folder.path, others)] + (disk.map { [($0.path, [])] } ?? [])
    return (
      folders.flatMap { words.found(below: $0.0, but: $0.1) },
      folders.reduce(0) { $0 + PlantedWords.files(below: $1.0, but: $1.1).count }
    )
  }

  private func failingSync(using generator: inout SeededGenerator) -> Bool {
    let which = ["1+", "2+2", "2+3", "3+5"].randomElement(using: &generator) ?? "1+"
    guard let filter = processes?.filter, let failing = try? SyncTrouble(in: filter, "error=EIO:when=\(which)") else {
      return false
    }
    usleep(useconds_t.random(in: 300_000...1_500_000, using: &generator))
    failing.end()
    return true
  }

  func stop() {
    if let site {
      site.stop()
    } else {
      postfix.stop()
      nextHop.stop()
    }
  }
}
