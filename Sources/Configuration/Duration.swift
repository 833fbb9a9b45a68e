extension YAMLValue {
  /// A length of time as people write it: "90 s", "2 min", "1 h".
  /// - Parameter range: what may be meant, in seconds.
  /// - Returns: seconds.
  public func seconds(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    let text = try string()
    guard let match = text.wholeMatch(of: #/(\d{1,6})\h*(s|min|h)/#), let number = Int(match.1) else {
      throw error("'\(text)' is no length of time: write it like 90 s, 15 min or 1 h")
    }
    let seconds = number * (match.2 == "s" ? 1 : match.2 == "min" ? 60 : 3_600)
    guard range.contains(seconds) else {
      throw error("'\(text)' is out of bounds: from \(Self.words(range.lowerBound)) to \(Self.words(range.upperBound))")
    }
    return seconds
  }

  private static func words(_ seconds: Int) -> String {
    if seconds % 3_600 == 0 { return "\(seconds / 3_600) h" }
    return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds) s"
  }
}
