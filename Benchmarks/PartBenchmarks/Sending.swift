import Detection
import Extraction
import Inspection
import MIME
import People
import Policy

/// What is sent.
enum Letter: String {
  /// Nothing in it is about anybody.
  case plain = "The library closes at four on Friday, and the minutes of the last meeting are on the shared drive."
  /// It is about two of the pupils whom `LargeSchool` makes up.
  case personal = """
    Aisha0 Ashberby (UPN X930000000000, born 10 January 2010) has epilepsy, and was seen by CAMHS after self-harm at home.
    A child protection conference for Aisha0 Barberby is on Tuesday.
    """
}

/// A letter with its recipients, as it stands before the rules.
struct Sending {
  private let resolver: AudienceResolver
  private let recipients: [String]
  private let inspection: Inspection
  private let sender: SenderFacts

  /// - Parameter recipients: how many; the first is a parent of the pupil whom the letter is about, and each third is
  ///   nobody's in the records.
  init(_ letter: Letter, to recipients: Int, at school: MeasuredSchool) throws {
    resolver = school.resolver
    self.recipients = (0..<recipients).map {
      $0 % 3 == 2 ? "stranger\($0)@elsewhere\($0).example" : "parent\($0)@homemail.example"
    }
    sender = school.resolver.sender("office@oakfield.example")
    let text = ExtractedText(
      place: Place(part: 0, words: "message"), kind: .visible, content: .prose(letter.rawValue))
    let correspondents = Correspondents(sender: sender.identity, recipients: self.recipients)
    var headers = HeaderFacts()
    headers.to = self.recipients.map { HeaderFacts.Mailbox(address: $0) }
    inspection = Inspection(
      headers: headers,
      parts: [PartSummary(number: "1", type: "text/plain", contentType: "text/plain")],
      texts: [TextSummary(place: text.place, kind: text.kind, isQuoted: false)],
      findings: letter == .plain ? [] : try school.detector().detect([text], correspondents: correspondents))
    guard letter == .plain || !inspection.findings.isEmpty else {
      throw UnfitBenchmark(description: "in the letter about pupils nothing is found")
    }
  }

  /// Made anew each time.
  var facts: MessageFacts {
    resolver.facts(
      sender: sender, recipients: recipients, inspection: .success(inspection), submission: .direct, day: .today)
  }
}
