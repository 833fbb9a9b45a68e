import Configuration
import Foundation
import PosternKit
import Synchronization
import Testing

@testable import Delivery

@Suite("Whether Postfix may be given what goes by verified TLS alone")
struct VerifiedReinjectionTests {
  private let folder: TemporaryFolder
  private let settings: Settings
  private let said = Said()

  init() throws {
    folder = try TemporaryFolder("verified")
    try PostfixSetupTests.writeMain(PostfixSetupTests.main, in: folder)
    settings = try Settings.load(
      folder.write(
        "postern.yaml",
        text: """
          organisation: {name: Oakfield Academy, domains: [oakfield.example]}
          listen: {milter: "\(PostfixSetupTests.milter)"}
          reinject: {postfix: \(folder.path)}
          tls: {}
          """))
  }

  private func write(isRight: Bool) throws {
    let master = PostfixSetupTests.master
    try folder.write("master.cf", text: isRight ? master : master.replacing("level=secure", with: "level=may"))
  }

  private func isServed(_ way: VerifiedReinjection) -> Bool {
    if case .success = way.service { return true }
    return false
  }

  @Test("is looked at again some seconds after a fault, not for each message, and told once")
  func fault() throws {
    let said = said
    let way = VerifiedReinjection(settings, report: { said.add($0) }, now: { said.clock.withLock { $0 } })
    try write(isRight: false)
    #expect(!isServed(way))
    try write(isRight: true)
    #expect(!isServed(way))
    said.clock.withLock { $0 += VerifiedReinjection.faultPeriod }
    #expect(isServed(way))
    try write(isRight: false)
    #expect(isServed(way))
    said.clock.withLock { $0 += VerifiedReinjection.period }
    #expect(!isServed(way))
    said.clock.withLock { $0 += VerifiedReinjection.faultPeriod }
    #expect(!isServed(way))
    // Once for each time that it was wrong.
    #expect(said.lines.count == 2)
    #expect(said.lines.allSatisfy { $0.contains("has the TLS level 'may'") })
  }

  @Test("is looked at again where the clock was set back")
  func clockSetBack() throws {
    let said = said
    let way = VerifiedReinjection(settings, report: nil, now: { said.clock.withLock { $0 } })
    try write(isRight: true)
    #expect(isServed(way))
    try write(isRight: false)
    said.clock.withLock { $0 -= 3_600 }
    #expect(!isServed(way))
  }

  @Test("is told once, too, where the configuration names no service any more")
  func none() throws {
    let said = said
    var settings = settings
    settings.tls = nil
    let way = VerifiedReinjection(settings, report: { said.add($0) })
    for _ in 0..<3 { #expect(!isServed(way)) }
    #expect(said.lines == [VerifiedReinjection.none.description])
  }
}

private final class Said: Sendable {
  let clock = Mutex(1_795_510_000)
  private let all = Mutex<[String]>([])
  var lines: [String] { all.withLock { $0 } }
  func add(_ line: String) { all.withLock { $0.append(line) } }
}
