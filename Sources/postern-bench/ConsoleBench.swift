import Configuration
import Foundation
import Policy
import PosternKit
import Quarantine
import Spool

/// What held mail costs the console: the time until the index is up, and of pages with each filter, search and order, while
/// now and then a message is looked at; and the same as a browser gets it, with a message of 1 MB that is read.
struct ConsoleBench {
  private let messages: Int
  private let filling: Double
  private let loading: Double
  private let pages: [Double]
  private let changed: [Double]
  private let counts: [Double]
  private let served: ServedPages

  /// "pages (100): p50 1.0 ms, p95 2.0 ms, longest 3.0 ms".
  static func line(_ name: String, _ times: [Double]) -> String {
    let sorted = times.sorted()
    func at(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] }
    guard let last = sorted.last else { return "\(name): none" }
    return String(
      format: "%@ (%d): p50 %.1f ms, p95 %.1f ms, longest %.1f ms", name, sorted.count, at(0.5), at(0.95), last)
  }

  var summary: String {
    func line(_ name: String, _ times: [Double]) -> String { Self.line(name, times) }
    return """
      \(messages) held messages, stored in \(String(format: "%.0f s", filling)); \
      the index is up after \(String(format: "%.1f s", loading))
      \(line("a page of the index", pages))
      \(line("the first page after a change", changed))
      \(line("counts by cabinet", counts))
      \(served.summary)
      """
  }

  init(messages: Int) throws {
    self.messages = messages
    let site = try Site(
      programs: (CommandLine.arguments[0] as NSString).deletingLastPathComponent, school: "examples/oakfield")
    defer { site.stop() }
    let settings = try Settings.load(site.configuration)
    let store = try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, database: settings.keysDatabase), as: .commandLine)
    let clock = ContinuousClock()
    var began = clock.now
    var ids: [HeldID] = []
    for number in 0..<messages { ids.append(try store.hold(Self.message(number), content: Self.content(number)).id) }
    filling = (clock.now - began) / .seconds(1)

    began = clock.now
    let index = try HeldIndex(store)
    try index.refresh()
    loading = (clock.now - began) / .seconds(1)

    let book = AccessBook(settings, matrix: RoleMatrix(audiences: [:], staffList: .only([]), cabinets: [:]))
    let readers = Self.officers.map { book.reader($0) }
    var (pages, changed, counts): ([Double], [Double], [Double]) = ([], [], [])
    for round in 0..<1_000 {
      let reader = readers[round % readers.count]
      let isChanged = round % 25 == 0
      if isChanged {
        _ = try store.content(ids[round * 7 % ids.count], reason: "bench", by: reader.address, asHolder: true)
      }
      let time = try clock.measure { _ = try index.page(Self.query(round), for: reader, by: book) }
      if isChanged { changed.append(time / .milliseconds(1)) } else { pages.append(time / .milliseconds(1)) }
      if round % 5 == 0 {
        counts.append(try clock.measure { _ = try index.counts(for: reader, by: book) } / .milliseconds(1))
      }
    }
    (self.pages, self.changed, self.counts) = (pages, changed, counts)
    let large = try store.hold(Self.message(messages * 4), content: Self.large())
    served = try ServedPages(of: site, officers: Self.officers, large: large.id)
  }

  /// Of special needs, health, child protection, and all of these.
  private static let officers = [
    "a.pugh@oakfield.example", "b.quaye@oakfield.example", "c.draycott@oakfield.example", "j.amberley@oakfield.example",
  ]

  private static func query(_ round: Int) -> HeldQuery {
    var query = HeldQuery()
    switch round % 10 {
    case 0: break
    case 1: query.text = "family\(round % 97)"
    case 2: query.text = "marlow meeting"
    case 3: query.order = .subject
    case 4: query.order = .sender
    case 5: query.audiences = ["guardian"]
    case 6: query.categories = ["safeguarding"]
    case 7: query.sender = "teacher\(round % 31)"
    case 8: query.offset = round * 3
    default: query.text = "nothing of that kind anywhere"
    }
    return query
  }

  private static func message(_ number: Int) -> HeldMessage {
    let cabinets: [Cabinet] = [[.sen], [.health], [.childProtection], [.sen, .health]][number % 4]
    let recipients = (0..<(1 + number % 3)).map { "family\(number)-\($0)@homes.example" }
    let sender = "teacher\(number % 211).marlow@oakfield.example"
    return HeldMessage(
      envelope: Envelope(sender: .init(address: sender), recipients: recipients.map { .init(address: $0) }),
      identity: sender, receivedAt: 1_795_510_000 + Int64(number), messageID: "<\(number)@oakfield.example>",
      rules: [
        .init(
          id: "sen.to-others", title: "Special educational needs information to another family", mode: .enforce,
          requirements: ["hold"], clause: "Greater care about how that data is used is required.", remedy: "Check it",
          publicReason: "in the message")
      ], cabinets: cabinets, releaser: .officer, ruleSetVersion: "00",
      facts: .init(
        subject: "The meeting of \(number % 28 + 1) November about Ünïcode Child\(number)",
        categories: ["\(cabinets == [.childProtection] ? "safeguarding" : "sen") (serious)"],
        people: ["Child\(number) Marlow", "Parent\(number) Marlow"], places: ["the text"],
        recipients: recipients.map { .init(address: $0, kind: "guardian") }),
      concernsConduct: cabinets == [.childProtection],
      conductSubjects: number % 40 == 2 ? ["j.amberley@oakfield.example"] : [])
  }

  private static func content(_ number: Int) throws -> MemoryFile {
    let file = MemoryFile()
    try file.append(Array("From: teacher@oakfield.example\r\n\r\nNumber \(number).\r\n".utf8))
    try file.seal()
    return file
  }

  /// 1 MB of a school's text, with an HTML body of the same words.
  private static func large() throws -> MemoryFile {
    let line = "The meeting about the plan of support was moved, and the notes of last term are with the office.\r\n"
    let head =
      "From: teacher@oakfield.example\r\nTo: family@homes.example\r\nSubject: Notes\r\nMIME-Version: 1.0\r\n"
      + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
    let middle = "--b\r\nContent-Type: text/html\r\n\r\n<p>"
    let half = String(repeating: line, count: (1 << 19) / line.utf8.count)
    let file = MemoryFile()
    try file.append(Array((head + half + middle + half + "</p>\r\n--b--\r\n").utf8))
    try file.seal()
    return file
  }
}
