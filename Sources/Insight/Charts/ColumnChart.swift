/// A chart of columns over time, two beside each other for each time; see `BarChart`.
public struct ColumnChart: Sendable {
  public struct Column: Hashable, Sendable {
    public var label: String
    public var first: Double
    public var second: Double
    /// What both are, for those who cannot see them.
    public var words: String

    public init(label: String, first: Double, second: Double, words: String) {
      self.label = label
      self.first = first
      self.second = second
      self.words = words
    }
  }

  private static let width = 640.0
  private static let height = 220.0
  private static let left = 40.0
  private static let top = 30.0
  private static let bottom = 30.0
  private static let mostLabels = 9

  /// HTML that may stand in a page as it is.
  public let svg: String

  /// - Parameters:
  ///   - id: of this chart in its page: letters and hyphens.
  ///   - title: what it shows.
  ///   - first, second: what the columns are.
  public init(id: String, title: String, first: String, second: String, columns: [Column]) {
    let highest = max(columns.flatMap { [$0.first, $0.second] }.max() ?? 1, 1)
    let floor = Self.height - Self.bottom
    let step = (Self.width - Self.left) / Double(max(columns.count, 1))
    let thick = min(step * 0.36, 28)
    let each = max(1, (columns.count + Self.mostLabels - 1) / Self.mostLabels)
    func column(_ x: Double, _ value: Double, _ kind: String) -> String {
      let tall = value / highest * (floor - Self.top)
      guard tall > 0 else { return "" }
      return "<rect class=\"\(kind)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(floor - tall))\" "
        + "width=\"\(SVG.number(thick))\" height=\"\(SVG.number(tall))\"/>"
    }
    var body =
      "<line class=\"chart-axis\" x1=\"\(SVG.number(Self.left))\" y1=\"\(SVG.number(floor))\" "
      + "x2=\"\(SVG.number(Self.width))\" y2=\"\(SVG.number(floor))\"/>"
      + "<text class=\"chart-label\" x=\"\(SVG.number(Self.left - 6))\" y=\"\(SVG.number(Self.top + 4))\" "
      + "text-anchor=\"end\">\(SVG.number(highest))</text>"
      + Self.legend(first, second)
    for (index, item) in columns.enumerated() {
      let middle = Self.left + (Double(index) + 0.5) * step
      body += column(middle - thick, item.first, "chart-bar") + column(middle, item.second, "chart-bar-2")
      if index % each == 0 {
        body +=
          "<text class=\"chart-label\" x=\"\(SVG.number(middle))\" y=\"\(SVG.number(floor + 18))\" "
          + "text-anchor=\"middle\">\(SVG.escaped(item.label))</text>"
      }
    }
    svg = SVG.whole(
      id: id, title: title, description: columns.map { "\($0.label): \($0.words)" }.joined(separator: "; "),
      width: Self.width, height: Self.height, body)
  }

  private static func legend(_ first: String, _ second: String) -> String {
    [(first, "chart-bar", left), (second, "chart-bar-2", left + 260)].map { words, kind, x in
      "<rect class=\"\(kind)\" x=\"\(SVG.number(x))\" y=\"4\" width=\"14\" height=\"14\"/>"
        + "<text class=\"chart-label\" x=\"\(SVG.number(x + 20))\" y=\"16\">\(SVG.escaped(words))</text>"
    }.joined()
  }
}
