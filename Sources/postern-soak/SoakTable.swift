import Foundation

/// A run in text: twenty lines of its course, and the verdicts.
enum SoakTable {
  private static let lines = 20

  static func text(_ course: Course, _ verdicts: [Verdict]) -> String {
    let samples = course.samples
    let minutes = (samples.last?.second ?? 0) / 60
    var text = ["Soak: \(format(minutes, 1)) minutes of mixed mail at \(format(course.rate, 1)) messages a second"]
    if let capacity = course.capacity { text[0] += ", half of \(format(capacity, 1))" }
    text.append("\(samples.last?.messages ?? 0) messages, \(course.failures) neither taken nor refused")
    if let failure = course.firstFailure { text.append("the first: \(failure)") }
    text += ["", row(["minute", "memory MiB", "files MiB", "descriptors", "processes", "messages"])]
    let step = max(1, (samples.count + lines - 1) / lines)
    for (number, sample) in samples.enumerated() where number % step == 0 || number == samples.count - 1 {
      text.append(
        row([
          format(sample.second / 60, 1), format(sample.memory, 1), format(sample.memoryFiles, 1),
          format(sample.descriptors, 0), "\(sample.processes)", "\(sample.messages)",
        ]))
    }
    text.append("")
    for verdict in verdicts {
      text.append(
        "\(verdict.quantity.name): \(format(verdict.least, 1)) to \(format(verdict.most, 1)), rises by "
          + "\(format(verdict.rise, 2)) over the second half, whose mean is \(format(verdict.mean, 1)): "
          + (verdict.isFlat ? "flat" : "IT GROWS"))
    }
    return text.joined(separator: "\n")
  }

  private static func row(_ cells: [String]) -> String {
    cells.map { String(repeating: " ", count: max(0, 13 - $0.count)) + $0 }.joined()
  }

  private static func format(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
}
