import Foundation
import Glibc
import PosternKit
import Testing

@testable import postern_soak

@Suite("Whether a long run stayed flat")
struct VerdictTests {
  /// Samples each five seconds of which the n-th has so much memory, and as many descriptors.
  private func samples(_ count: Int = 200, _ value: (Int) -> Double) -> [Sample] {
    (0..<count).map { number in
      Sample(
        second: Double(number) * 5, memory: value(number), memoryFiles: 1, descriptors: value(number), processes: 9,
        messages: number)
    }
  }

  @Test("what rises all the time grows, however slowly, once it is more than caches come and go by")
  func growth() {
    for quantity in [Quantity.memory, .descriptors] {
      #expect(!Verdict(quantity, samples { 100 + Double($0) / 8 }).isFlat)
      #expect(!Verdict(quantity, samples { 400 + Double($0) / 4 }).isFlat)
    }
  }

  @Test("what fills at the beginning, and what goes up and down, is flat")
  func flat() {
    #expect(Verdict(.memory, samples { min(150, 100 + Double($0)) }).isFlat)
    #expect(Verdict(.memory, samples { 120 + ($0 % 7 == 0 ? 40 : 0) }).isFlat)
    #expect(Verdict(.descriptors, samples { 90 - Double($0) / 20 }).isFlat)
    #expect(Verdict(.memory, []).isFlat)
  }

  @Test("the rise is that of the straight line, over the second half")
  func rise() {
    let verdict = Verdict(.memory, samples(201) { Double($0) })
    #expect(abs(verdict.rise - 100) < 0.001)
    #expect(verdict.least == 0 && verdict.most == 200 && abs(verdict.mean - 150) < 0.001)
  }

  @Test("the table tells the verdicts, the plot is XML with a line for each quantity")
  func told() throws {
    let course = Course(samples: samples { 100 + Double($0) }, capacity: 80, rate: 40, failures: 0, firstFailure: nil)
    let verdicts = Quantity.allCases.map { Verdict($0, course.samples) }
    let text = SoakTable.text(course, verdicts)
    #expect(text.contains("IT GROWS") && text.contains("memory files, MiB: 1.0 to 1.0"))
    let plot = SoakPlot.svg(course, verdicts)
    #expect(plot.components(separatedBy: "<polyline").count == Quantity.allCases.count + 1)
    let parsed = try ChildProcess.run(
      "/usr/bin/python3", ["-c", "import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.read())"],
      input: Array(plot.utf8))
    #expect(parsed.status == 0)
  }

  @Test("a family is a process and what it has started, with its memory and descriptors")
  func family() throws {
    let program = "import os, time; f = os.memfd_create('postern-soak'); os.write(f, b'x' * (4 << 20)); time.sleep(60)"
    let child = try ChildProcess("/bin/sh", ["-c", "/usr/bin/python3 -c \"\(program)\"; true"])
    defer { child.end() }
    var family = ProcessFamily(of: [child.identifier])
    for _ in 0..<600 where family.memoryFiles < 4 << 20 {
      usleep(50_000)
      family = ProcessFamily(of: [child.identifier])
    }
    #expect(family.members.count == 2)
    #expect(family.memoryFiles == 4 << 20)
    #expect(family.proportionalSet > 1 << 20)
    #expect(family.descriptors >= 7)
    for member in family.members.reversed() { kill(member, SIGKILL) }
  }
}
