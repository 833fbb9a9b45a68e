/// A chart of bars that lie, made as SVG on the server. It says nothing that the table beside it does not: that is for those
/// who cannot see it. Colours are the stylesheet's, by class, since no style may stand in a page.
public struct BarChart: Sendable {
  public struct Bar: Hashable, Sendable {
    public var label: String
    public var words: String
    public var length: Double

    public init(label: String, words: String, length: Double) {
      self.label = label
      self.words = words
      self.length = length
    }
  }

  private static let width = 640.0
  private static let labels = 220.0
  private static let values = 110.0
  private static let row = 28.0

  /// HTML that may stand in a page as it is.
  public let svg: String

  /// - Parameters:
  ///   - id: of this chart in its page: letters and hyphens.
  ///   - title: what it shows.
  ///   - bars: the first is on top.
  public init(id: String, title: String, bars: [Bar]) {
    let longest = max(bars.map(\.length).max() ?? 1, 1)
    let rows = bars.enumerated().map { index, bar -> String in
      let y = Double(index) * Self.row
      let width = bar.length / longest * (Self.width - Self.labels - Self.values)
      let text = SVG.escaped(SVG.short(bar.label, to: 30))
      return
        "<text class=\"chart-label\" x=\"\(SVG.number(Self.labels - 8))\" y=\"\(SVG.number(y + 18))\" "
        + "text-anchor=\"end\">\(text)</text>"
        + "<rect class=\"chart-bar\" x=\"\(SVG.number(Self.labels))\" y=\"\(SVG.number(y + 5))\" "
        + "width=\"\(SVG.number(max(width, 1)))\" height=\"18\"/>"
        + "<text class=\"chart-value\" x=\"\(SVG.number(Self.labels + width + 6))\" y=\"\(SVG.number(y + 18))\">"
        + "\(SVG.escaped(bar.words))</text>"
    }
    svg = SVG.whole(
      id: id, title: title, description: bars.map { "\($0.label): \($0.words)" }.joined(separator: "; "),
      width: Self.width, height: Double(max(bars.count, 1)) * Self.row, rows.joined())
  }
}
