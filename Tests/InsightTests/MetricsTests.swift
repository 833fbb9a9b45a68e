import Foundation
import PosternKit
import Testing

@testable import Insight

@Suite("What a monitor reads of the filter")
struct MetricsTests {
  private let now: Int64 = 1_795_510_000

  private func state() -> FilterState {
    var state = FilterState(process: 4_711, startedAt: now - 600, writtenAt: now - 3)
    state.ruleSet = "00ff00ff00ff00ff00ff"
    state.workers.alive = 4
    state.workers.idle = 3
    state.workers.refusedCalls = ["openat": 2, "a\"b\\c\nd": 1]
    state.outbox = .init(count: 2, oldest: now - 90)
    state.actions = ["deliver": 40, "hold": 2]
    state.inspections.add(0.004)
    state.inspections.add(0.2)
    state.inspections.add(77)
    return state
  }

  /// Name with labels → value.
  private func samples(_ text: String) -> [String: String] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.reduce(into: [:]) { found, line in
      guard let space = line.lastIndex(of: " ") else { return }
      found[String(line[..<space])] = String(line[line.index(after: space)...])
    }
  }

  @Test("is in the text format: each family has its help and type once, before its samples, and ends with a line feed")
  func format() throws {
    let text = Metrics(state(), at: now).description
    #expect(text.hasSuffix("\n"))
    let sample = #/[a-z_0-9]+({[a-z]+="([^"\\]|\\.)*"})? [0-9.]+/#
    var known: Set<Substring> = []
    var family: Substring = ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("# HELP ") {
        family = words[2]
        #expect(known.insert(family).inserted, "\(family)")
      } else if line.hasPrefix("# TYPE ") {
        #expect(words[2] == family)
        #expect(["gauge", "counter", "histogram"].contains(words[3]))
        #expect((words[3] == "counter") == family.hasSuffix("_total"))
      } else {
        #expect(line.hasPrefix(family))
        #expect(line.wholeMatch(of: sample) != nil, "\(line)")
      }
    }
    #expect(known.allSatisfy { $0.hasPrefix("postern_") })
  }

  @Test("counts buckets up to the last, in which all are")
  func histogram() {
    let samples = samples(Metrics(state(), at: now).description)
    let name = "postern_inspection_duration_seconds"
    #expect(samples["\(name)_bucket{le=\"0.005\"}"] == "1")
    #expect(samples["\(name)_bucket{le=\"0.1\"}"] == "1")
    #expect(samples["\(name)_bucket{le=\"0.25\"}"] == "2")
    #expect(samples["\(name)_bucket{le=\"30.0\"}"] == "2")
    #expect(samples["\(name)_bucket{le=\"+Inf\"}"] == "3")
    #expect(samples["\(name)_count"] == "3")
  }

  @Test("says how many there are of each")
  func values() {
    let samples = samples(Metrics(state(), at: now).description)
    #expect(samples["postern_filter_up"] == "1")
    #expect(samples["postern_workers{state=\"busy\"}"] == "1")
    #expect(samples["postern_outbox_oldest_seconds"] == "90")
    #expect(samples["postern_messages_total{action=\"hold\"}"] == "2")
    #expect(samples["postern_rules_info{version=\"00ff00ff00ff\"}"] == "1")
    #expect(samples["postern_sandbox_refused_calls_total{call=\"a\\\"b\\\\c\\nd\"}"] == "1")
  }

  @Test("says that a filter is gone which has said nothing for half a minute, or never")
  func gone() {
    #expect(samples(Metrics(state(), at: now + 60).description)["postern_filter_up"] == "0")
    #expect(samples(Metrics(nil, at: now).description) == ["postern_filter_up": "0"])
  }

  @Test("the filter's word is whole when it is read, replaces the last one, and is its owner's alone")
  func file() throws {
    let folder = try TemporaryFolder("insight")
    #expect(FilterState.read(from: folder.path) == nil)
    try state().write(to: folder.path)
    var later = state()
    later.people = 900
    try later.write(to: folder.path)
    #expect(FilterState.read(from: folder.path) == later)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names == ["filter.json"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.file("filter.json"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try folder.write("filter.json", text: "{\"process\":")
    #expect(FilterState.read(from: folder.path) == nil)
  }
}
