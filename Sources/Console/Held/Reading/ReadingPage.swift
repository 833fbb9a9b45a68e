import Extraction
import Inspection

/// What `held/read` shows: one page of what a worker has read of a message.
struct ReadingPage: Sendable {
  struct Field: Sendable {
    var name: String
    var value: String
  }

  var path: String
  var subject: String
  var fields: [Field] = []
  var notes: [String] = []
  var frames: [ReadingFrame.Link] = []
  var links: [ReadingView.Link] = []
  var view: [ReadingView] = []
  var trouble = ""
  var isTroubled = false

  /// - Parameter base: the message's own path.
  /// - Throws: `notFound` for a page that is not there.
  init(
    _ reading: HeldReading, subject: String, group: Int, page: Int, base: String
  ) throws(ConsoleError) {
    (path, self.subject) = (base, subject.shortened().orNoSubject)
    fields = reading.reading.fields.map { Field(name: $0.name, value: $0.value) }
    notes = reading.notes
    frames = group == 0 && page == 1 ? reading.frames(base: base) : []
    links = reading.links(base: base, current: group)
    view = [try reading.view(group: group, page: page, base: base)]
  }

  init(_ trouble: ReadingTrouble, subject: String, base: String) {
    (path, self.subject) = (base, subject.shortened().orNoSubject)
    (self.trouble, isTroubled) = (trouble.words, true)
  }
}
