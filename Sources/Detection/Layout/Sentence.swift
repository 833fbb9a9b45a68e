/// A sentence, a list item or a table's row: what is said of somebody in one breath.
struct Sentence {
  /// Bytes of the folded chunk.
  var start: Int
  var end: Int
  /// Sentences of one paragraph or one list item have one number.
  var paragraph: Int
  /// The number of the sentence that stands over this one as its heading, or -1.
  var heading: Int = -1
  var zone: Zone = .body
  /// A bullet or a short line in a run of short lines.
  var isItem = false
  var endsWithColon = false
  /// In a paragraph of its own, short, and without an end: it may head what follows.
  var isTitle = false
}

/// What part of a letter a sentence belongs to (D9).
enum Zone: UInt8 {
  case body
  /// "Dear Mrs Khan,", also before the rest of its line.
  case greeting
  /// From "Kind regards" or "-- " on, as long as its lines look like a signature.
  case signature
  /// "This e-mail is confidential …".
  case disclaimer
  /// "On … wrote:", and the From, Sent, To lines of a quoted message.
  case header
}
