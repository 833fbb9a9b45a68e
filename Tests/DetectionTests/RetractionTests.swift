import Configuration
import Extraction
import Foundation
import Testing

@testable import Detection

@Suite("A message that takes an earlier one back")
struct RetractionTests {
  private let retraction: Retraction

  init() throws { retraction = try Retraction.load(folder: Self.rules) }

  private static let rules = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "rules").path

  private func text(_ words: String, _ kind: TextKind = .visible, place: String = "message", isQuoted: Bool = false)
    -> ExtractedText
  {
    ExtractedText(place: Place(words: place), kind: kind, isQuoted: isQuoted, content: .prose(words))
  }

  @Test(
    "is told by its words",
    arguments: [
      "Dear all, please delete my last e-mail without opening it.",
      "Please delete the email that I sent at ten past nine",
      "Sorry! Please disregard my previous message.",
      "The attachment was sent to the wrong list. Apologies.",
      "I attached the wrong spreadsheet this morning, please bin it",
      "This was sent to you in error, sorry.", "Please delete\u{A0}my last email.",
      "\u{201D}Please delete my last email\u{201D}",
      "J Amberley would like to recall the message, \"Daily notice\".",
    ])
  func told(words: String) { #expect(retraction.isSaid(in: [text(words)])) }

  @Test(
    "is not told by what ordinary mail and disclaimers say",
    arguments: [
      "If you have received this email in error, please delete it and tell the sender.",
      "If this was sent to you in error please let us know.",
      "Please delete the old timetable from your phones.",
      "I cannot recall the name of the book.",
      "Pupils should not open the fire door. Please send me your email address.",
      "Please ignore the noise from the hall during my assembly. The email about it follows.",
    ])
  func spared(words: String) { #expect(!retraction.isSaid(in: [text(words)])) }

  @Test("counts in the message itself and its subject, not in what it quotes, hides or attaches")
  func places() {
    let words = "Please delete my last email."
    #expect(!retraction.isSaid(in: [text(words, isQuoted: true)]))
    #expect(!retraction.isSaid(in: [text(words, .hidden)]))
    #expect(!retraction.isSaid(in: [text(words, place: "attachment Letter.docx")]))
    #expect(retraction.isSaid(in: [text("Recall: Daily notice", .subject)]))
    #expect(!retraction.isSaid(in: [text("Product recall at the canteen", .subject)]))
  }

  @Test("is read at its beginning alone")
  func beginning() {
    let lead = String(repeating: "word ", count: 250)
    #expect(!retraction.isSaid(in: [text(lead + "Please delete my last email.")]))
  }

  @Test("a list of words that is wrong is refused with its place")
  func refused() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "retraction-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (file, error) in [
      ("schema: 1\nphrases: ['* email']\nsubjects: []\nunless: []\n", "retraction.yaml:2:11: '* email' is no phrase"),
      ("schema: 2\n", "retraction.yaml:1:9: this Postern reads schema 1"),
      (
        "schema: 1\nphrases: [a]\nsubjets: []\nunless: []\n",
        "retraction.yaml:3:1: the key 'subjects' is missing: is it meant by 'subjets'?"
      ),
    ] {
      try file.write(to: folder.appending(path: "retraction.yaml"), atomically: true, encoding: .utf8)
      let thrown = try #require(throws: ConfigurationError.self) { try Retraction.load(folder: folder.path) }
      #expect(thrown.description.contains(error))
    }
  }
}
