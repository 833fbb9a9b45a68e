import Foundation

/// Groups of bars as a picture in SVG, which needs nothing else to be looked at.
struct BarPlot {
  let title: String
  /// What stands below each group of bars.
  let groups: [String]
  /// A value for each group; zero is drawn as none.
  let series: [(name: String, values: [Double])]
  /// By powers of ten, for values of very different size.
  let isLogarithmic: Bool
  /// Behind each value.
  let unit: String

  private static let colours = ["#1b6e53", "#c8791d", "#7a4b94", "#3a6ea5", "#8a8a8a"]
  private let width = 860.0
  private let height = 420.0
  private let left = 60.0
  private let top = 70.0
  private let bottom = 60.0

  var svg: String {
    let values = series.flatMap(\.values).filter { $0 > 0 }
    let scale = Scale(values: values, isLogarithmic: isLogarithmic, length: height - top - bottom)
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(n(width)) \(n(height))\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"\(escaped(title))\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
      "<text x=\"\(n(left))\" y=\"24\" font-size=\"15\">\(escaped(title))</text>",
    ]
    let ground = height - bottom
    for mark in scale.marks {
      let y = ground - scale.place(mark)
      parts.append("<line x1=\"\(n(left))\" x2=\"\(n(width - 10))\" y1=\"\(n(y))\" y2=\"\(n(y))\" stroke=\"#ddd\"/>")
      parts.append("<text x=\"\(n(left - 6))\" y=\"\(n(y + 4))\" text-anchor=\"end\">\(label(mark))</text>")
    }
    let room = (width - left - 10) / Double(max(groups.count, 1))
    let bar = room * 0.8 / Double(max(series.count, 1))
    for (group, name) in groups.enumerated() {
      let start = left + room * (Double(group) + 0.1)
      for (index, one) in series.enumerated() where one.values[group] > 0 {
        let x = start + bar * Double(index)
        let tall = max(scale.place(one.values[group]), 1)
        parts.append(
          "<rect x=\"\(n(x))\" y=\"\(n(ground - tall))\" width=\"\(n(bar - 3))\" height=\"\(n(tall))\" fill=\"\(Self.colours[index % Self.colours.count])\"/>"
        )
        parts.append(
          "<text x=\"\(n(x + bar / 2))\" y=\"\(n(ground - tall - 4))\" text-anchor=\"middle\" font-size=\"11\">\(label(one.values[group]))</text>"
        )
      }
      parts.append(
        "<text x=\"\(n(left + room * (Double(group) + 0.5)))\" y=\"\(n(ground + 20))\" text-anchor=\"middle\">\(escaped(name))</text>"
      )
    }
    parts.append(
      "<line x1=\"\(n(left))\" x2=\"\(n(width - 10))\" y1=\"\(n(ground))\" y2=\"\(n(ground))\" stroke=\"#333\"/>")
    var x = left
    for (index, one) in series.enumerated() {
      parts.append(
        "<rect x=\"\(n(x))\" y=\"38\" width=\"12\" height=\"12\" fill=\"\(Self.colours[index % Self.colours.count])\"/>"
      )
      parts.append("<text x=\"\(n(x + 18))\" y=\"48\">\(escaped(one.name))</text>")
      x += 40 + Double(one.name.count) * 7
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  /// Where a value stands above the ground.
  private struct Scale {
    let marks: [Double]
    private let low: Double
    private let high: Double
    private let length: Double
    private let isLogarithmic: Bool

    init(values: [Double], isLogarithmic: Bool, length: Double) {
      self.length = length
      self.isLogarithmic = isLogarithmic
      let most = values.max() ?? 1
      if isLogarithmic {
        let first = Int(log10(values.min() ?? 0.1).rounded(.down))
        let last = max(Int(log10(most).rounded(.up)), first + 1)
        low = Double(first)
        high = Double(last)
        marks = (first...last).map { pow(10, Double($0)) }
      } else {
        low = 0
        high = max((most * 5).rounded(.up) / 5, 0.2)
        marks = stride(from: 0, through: high + 0.001, by: 0.2).map { $0 }
      }
    }

    func place(_ value: Double) -> Double {
      let at = isLogarithmic ? log10(value) : value
      return (at - low) / (high - low) * length
    }
  }

  private func label(_ value: Double) -> String {
    (value == 0
      ? "0" : value < 10 ? String(format: value < 0.1 ? "%.2f" : "%.1f", value) : String(format: "%.0f", value)) + unit
  }

  private func n(_ value: Double) -> String { String(format: "%.1f", value) }

  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
