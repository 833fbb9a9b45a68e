import Foundation

/// A run as a picture: one panel for each quantity, over minutes, from zero.
enum SoakPlot {
  private static let (width, panel, left, top) = (760.0, 170.0, 70.0, 46.0)

  static func svg(_ course: Course, _ verdicts: [Verdict]) -> String {
    let height = top + panel * Double(verdicts.count) + 20
    let minutes = (course.samples.last?.second ?? 0) / 60
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(text(width)) \(text(height))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(text(left))" y="22" font-size="15">Soak: \(text(minutes)) minutes of mixed mail at \(text(course.rate)) messages a second</text>

      """
    for (number, verdict) in verdicts.enumerated() {
      svg += panel(course.samples, verdict, at: top + panel * Double(number), minutes: minutes)
    }
    return svg + "</svg>\n"
  }

  private static func panel(_ samples: [Sample], _ verdict: Verdict, at y: Double, minutes: Double) -> String {
    let (right, bottom, plotTop) = (width - 20, y + panel - 34, y + 14)
    let most = max(verdict.most * 1.15, 1)
    let longest = max(minutes * 60, 1)
    let points = samples.map { sample in
      let x = left + (right - left) * sample.second / longest
      let value = bottom - (bottom - plotTop) * sample.value(verdict.quantity) / most
      return "\(text(x)),\(text(value))"
    }
    var svg = """
      <text x="\(text(left))" y="\(text(y + 8))">\(verdict.quantity.name)\(verdict.isFlat ? "" : ": it grows")</text>
      <path d="M\(text(left)) \(text(plotTop)) V\(text(bottom)) H\(text(right))" fill="none" stroke="#888"/>
      <polyline points="\(points.joined(separator: " "))" fill="none" stroke="#1f4e79" stroke-width="1.5"/>

      """
    for share in [0.0, 0.5, 1.0] {
      let value = most * share
      svg +=
        "<text x=\"\(text(left - 6))\" y=\"\(text(bottom - (bottom - plotTop) * share + 4))\" text-anchor=\"end\">\(text(value.rounded()))</text>\n"
      svg +=
        "<text x=\"\(text(left + (right - left) * share))\" y=\"\(text(bottom + 15))\" text-anchor=\"middle\">\(text(minutes * share)) min</text>\n"
    }
    return svg
  }

  private static func text(_ number: Double) -> String {
    let rounded = (number * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
