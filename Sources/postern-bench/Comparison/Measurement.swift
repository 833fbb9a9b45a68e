import Foundation

/// One round of one contender.
struct Measurement {
  /// Messages in a second.
  var rate: Double
  /// From the final dot to the reply, in milliseconds, sorted.
  var endOfData: [Double]
  /// Of the filter's own processes, in milliseconds a message; nil for a Postfix alone.
  var processor: Double?

  func percentile(_ share: Double) -> Double {
    guard !endOfData.isEmpty else { return 0 }
    return endOfData[min(endOfData.count - 1, Int(share * Double(endOfData.count)))]
  }

  var summary: String {
    String(format: "%.0f messages/s, end-of-data p50 %.1f ms, p99 %.1f ms", rate, percentile(0.5), percentile(0.99))
  }
}

/// The figures of all rounds: medians, and ratios to the milter that does nothing (the second contender).
enum Table {
  static func text(_ names: [String], _ results: [[Measurement]]) -> String {
    var lines = ["", pad("", 22) + "  messages/s   ratio   p50 ms   p99 ms   added p50   added p99   CPU ms"]
    let base = results[1]
    for (name, rounds) in zip(names, results) {
      let ratios = zip(rounds, base).map { $0.rate / $1.rate }
      let added50 = zip(rounds, base).map { $0.percentile(0.5) - $1.percentile(0.5) }
      let added99 = zip(rounds, base).map { $0.percentile(0.99) - $1.percentile(0.99) }
      lines.append(
        pad(name, 22)
          + String(
            format: "  %10.0f  %6.2f  %7.1f  %7.1f  %10.1f  %10.1f", median(rounds.map(\.rate)), median(ratios),
            median(rounds.map { $0.percentile(0.5) }), median(rounds.map { $0.percentile(0.99) }), median(added50),
            median(added99))
          + (rounds.allSatisfy { $0.processor != nil }
            ? String(format: "  %7.2f", median(rounds.compactMap(\.processor))) : ""))
    }
    lines.append("medians over \(base.count) rounds; ratios and differences are taken within each round")
    return lines.joined(separator: "\n")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text.padding(toLength: width, withPad: " ", startingAt: 0)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
