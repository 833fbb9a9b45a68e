import Foundation

/// A comparison as text and as plots.
struct ComparisonReport {
  let names: [String]
  let blocks: [Comparison.Block]
  let rounds: Int
  /// Which contender the others are measured against: the milter that does nothing.
  let base: Int

  /// One row of the table.
  struct Row {
    var name: String
    var rate: Double
    /// To the base's, taken within each round.
    var ratio: Double
    var p50: Double
    var p99: Double
    /// To the base's p50, taken within each round, in milliseconds.
    var added: Double
    var processor: Double?
    var memory: Int?
    var refused: Int
  }

  func rows(_ block: Comparison.Block) -> [Row] {
    let against = block.cells[base].rounds
    return zip(names, block.cells).map { name, cell in
      let times = cell.rounds.compactMap(\.processor)
      return Row(
        name: name, rate: Self.median(cell.rounds.map(\.rate)),
        ratio: Self.median(zip(cell.rounds, against).map { $1.rate > 0 ? $0.rate / $1.rate : 0 }),
        p50: Self.median(cell.rounds.map { $0.percentile(0.5) }),
        p99: Self.median(cell.rounds.map { $0.percentile(0.99) }),
        added: Self.median(zip(cell.rounds, against).map { $0.percentile(0.5) - $1.percentile(0.5) }),
        processor: times.isEmpty ? nil : Self.median(times), memory: cell.memory,
        refused: cell.rounds.reduce(0) { $0 + $1.refused })
    }
  }

  /// The whole table, in Markdown that reads as plain text, too.
  var text: String {
    var lines = [
      "| message | connections | filter | messages/s | of the milter that does nothing | p50 ms | p99 ms | p50 added ms | CPU ms a message | memory MiB | 4xx |",
      "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for block in blocks {
      let kind = "\(block.kind), \(Self.size(block.size))"
      for row in rows(block) {
        let cells = [
          kind, "\(block.connections)", row.name, Self.number(row.rate), String(format: "%.2f", row.ratio),
          Self.number(row.p50), Self.number(row.p99), Self.number(row.added), row.processor.map(Self.number) ?? "",
          row.memory.map(String.init) ?? "", "\(row.refused)",
        ]
        lines.append("| " + cells.joined(separator: " | ") + " |")
      }
    }
    lines.append("")
    lines.append("Medians over \(rounds) rounds; ratios and differences are taken within each round.")
    return lines.joined(separator: "\n")
  }

  /// Two plots of bars: the rate as a share of the milter's that does nothing, and the processor time of a message.
  func plots(connections: Int) -> [(name: String, svg: String)] {
    let chosen = blocks.filter { $0.connections == connections }
    guard !chosen.isEmpty else { return [] }
    let groups = chosen.map { "\($0.kind), \(Self.size($0.size))" }
    let filters = names.indices.filter { index in
      index != base && chosen.allSatisfy { $0.cells[index].memory != nil }
    }
    let table = chosen.map(rows)
    return [
      (
        "bench-rate",
        BarPlot(
          title: "Rate as a share of a milter that does nothing, \(connections) connections", groups: groups,
          series: filters.map { filter in (names[filter], table.map { $0[filter].ratio }) }, isLogarithmic: false,
          unit: ""
        ).svg
      ),
      (
        "bench-cpu",
        BarPlot(
          title: "Processor time of the filter for a message, in milliseconds (logarithmic)", groups: groups,
          series: filters.map { filter in (names[filter], table.map { $0[filter].processor ?? 0 }) },
          isLogarithmic: true,
          unit: " ms"
        ).svg
      ),
    ]
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  private static func number(_ value: Double) -> String {
    abs(value) < 10 ? String(format: "%.2f", value) : String(format: "%.0f", value)
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "\((bytes + 500) / 1_000) KB" : String(format: "%.1f MB", Double(bytes) / 1_000_000)
  }
}
