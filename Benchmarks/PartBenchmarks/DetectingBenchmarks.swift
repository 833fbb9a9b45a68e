import Benchmark
import Detection
import Extraction
import PosternKit

/// A megabyte of each kind, so that the figures read as time for each megabyte, too.
private let size = 1 << 20

/// From texts to findings.
func measureDetecting() {
  measureDetecting("1 MB of prose") { .prose(SampleTexts.prose(size: size)) }
  measureDetecting("1 MB of prose with ’, – and £") { .prose(SampleTexts.typesetProse(size: size)) }
  measureDetecting("1 MB of columns of numbers") {
    .table(Table(rows: SampleTexts.numbers(size: size), headingRow: 0, isSheet: true))
  }
  measureDetecting("a letter of 4 KB") { .prose(SampleTexts.prose(size: 4_096)) }
}

private func measureDetecting(_ name: String, content: @escaping () -> ExtractedText.Content) {
  measure(
    "Detecting: " + name,
    prepare: {
      let text = ExtractedText(place: Place(part: 0, words: "message"), kind: .visible, content: content())
      return Search(detector: try MeasuredSchool().detector(), text: text)
    },
    work: { blackHole($0.report) })
}

private struct Search {
  let detector: Detector
  let text: ExtractedText

  /// Made anew each time.
  var report: DetectionReport { detector.report([text], correspondents: Correspondents()) }
}
