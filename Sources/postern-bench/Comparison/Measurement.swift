import Foundation

/// One round of one contender.
struct Measurement {
  /// Messages in a second.
  var rate: Double
  /// From the final dot to the reply, in milliseconds, sorted.
  var endOfData: [Double]
  /// Of the filter's own processes, in milliseconds a message; nil for a Postfix alone.
  var processor: Double?
  /// Messages that were refused for a while (4xx).
  var refused = 0

  func percentile(_ share: Double) -> Double {
    guard !endOfData.isEmpty else { return 0 }
    return endOfData[min(endOfData.count - 1, Int(share * Double(endOfData.count)))]
  }

  var summary: String {
    String(format: "%.0f messages/s, end-of-data p50 %.1f ms, p99 %.1f ms", rate, percentile(0.5), percentile(0.99))
  }
}
