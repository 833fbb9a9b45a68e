import Detection
import Extraction
import MIME
import People
import Spool
import Testing

@testable import Inspection

@Suite("What goes over the wall's wires")
struct CodecTests {
  private var inspection: Inspection {
    var headers = HeaderFacts()
    headers.from = [.init(name: "Amara Okafor", address: "a.okafor@oakfield.example")]
    headers.sender = .init(address: "office@oakfield.example")
    headers.replyTo = [.init(name: nil, address: "x@oakfield.example")]
    headers.to = (0..<3).map { .init(name: "Ünïcode \($0) 🏫", address: "p\($0)@home.example") }
    headers.cc = [.init(name: "", address: "")]
    headers.subject = "Trip – 5 May"
    headers.messageID = "1@oakfield.example"
    headers.isList = true
    return Inspection(
      headers: headers,
      parts: [
        PartSummary(number: "1", type: "multipart/mixed"),
        PartSummary(
          number: "1.2", type: "application/pdf", name: "Letter.pdf", otherNames: ["=?utf-8?Q?Letter?=.pdf"],
          isAttachment: true, size: 12_345, characters: 0,
          protection: .openPassword, unreadable: "PDF: not read yet", unreadableKind: .pdf,
          digest: [UInt8](repeating: 7, count: 32)),
      ],
      texts: [
        TextSummary(ExtractedText(place: Place(words: "subject"), kind: .subject, content: .prose("x"))),
        TextSummary(
          ExtractedText(
            place: Place(part: 1, words: "file name"), kind: .fileName, isQuoted: true, content: .prose("x"))),
      ],
      findings: [
        Finding(
          .identifier(.nhsNumber, value: "943 476 5919"),
          subjects: [.recorded(PersonNumber(4)), .named("Oliver Hart")],
          isAmbiguous: true, text: 1, range: 3..<15, confidence: 0.9,
          evidence: Evidence(
            recogniser: "nhs_number.spaced", base: 0.5, checksum: true, context: "nhs", link: "sentence")),
        Finding(
          .category(.safeguarding, .serious), text: 0, range: 0..<0, confidence: 0,
          evidence: Evidence(recogniser: "safeguarding.disclosure", base: 1)),
        Finding(
          .person, text: 0, range: 1..<2, confidence: 1, evidence: Evidence(recogniser: "people.full_name", base: 1)),
      ],
      ambiguities: [Ambiguity(.doubledHeader), Ambiguity(.brokenEncoding, part: 1)], limitsReached: ["too many names"],
      refusedCalls: ["openat"], likeness: 0xF0E1_D2C3_B4A5_9687, microseconds: 1_234)
  }

  /// With what its initialiser leaves out.
  private var wholeInspection: Inspection {
    var whole = inspection
    whole.greeted = ["Khan", "Zoë O’Brien-Łukasz"]
    whole.threadAddresses = ["a@oakfield.example"]
    whole.headers.isReply = true
    whole.headers.answers = ["<b@x.example>", "<a@x.example>"]
    return whole
  }

  private var reading: MessageReading {
    var style = SafeStyle()
    style.colour = 0x102030
    style.size = 12
    style.decoration = .strike
    style.alignment = .centre
    style.isRightToLeft = true
    let page = SafePage(
      styles: [style, SafeStyle()],
      items: [
        .open(.table, style: 0), .open(.row, style: nil), .cell(isHeading: true, columns: 2, rows: 1, style: 1),
        .text("Kai"), .lineBreak, .picture("logo"), .target("https://x.example/"), .rule, .close, .close, .close,
      ], leavesOutHidden: true)
    return MessageReading(
      fields: [.init(name: "Subject", value: "Trip – 5 May")], parts: inspection.parts,
      texts: [
        .init(
          ExtractedText(place: Place(words: "subject"), kind: .subject, content: .prose("Trip – 5 May")), fingerprint: 7
        ),
        .init(
          ExtractedText(
            place: Place(part: 1, words: "attachment a.xlsx"), kind: .hiddenSheet, isQuoted: true,
            content: .table(
              Table(
                rows: [["Name", "SEN"], [], ["Kai"]], headingRow: 0, rowNumbers: [3, 4, 9], columnNumbers: [2, 5],
                isSheet: true))), fingerprint: .max, isCut: true),
      ], pages: [HTMLPage(part: 0, place: "message", page: page)], isCut: true)
  }

  private var envelopes: [AnswerEnvelope] {
    [
      AnswerEnvelope(
        .inspection(wholeInspection), isTainted: true, refusals: ["openat": 3, "socket": 1], microseconds: 77),
      AnswerEnvelope(.selfTest([.init(name: "open a file", value: 13, isCounted: true), .init(name: "x", value: -1)])),
      AnswerEnvelope(.failed("the message's bytes cannot be reached")),
      AnswerEnvelope(.reading(reading)),
    ]
  }

  @Test("an answer comes back as it was sent")
  func answers() throws {
    for envelope in envelopes { #expect(try AnswerEnvelope(envelope.encoded()) == envelope) }
  }

  @Test("an answer cut anywhere, or with a byte more, is refused")
  func truncated() throws {
    for envelope in envelopes {
      let bytes = envelope.encoded()
      for length in bytes.indices {
        #expect(throws: CodecError.self) { try AnswerEnvelope(Array(bytes[..<length])) }
      }
      #expect(throws: CodecError.self) { try AnswerEnvelope(bytes + [0]) }
    }
  }

  @Test("an answer with random bytes changed is refused, or is a valid one")
  func flipped() throws {
    var random = SystemRandomNumberGenerator()
    for envelope in envelopes {
      let bytes = envelope.encoded()
      for _ in 0..<20_000 {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        guard let read = try? AnswerEnvelope(changed) else { continue }
        // Whatever passed the reader must stand on its own feet.
        if case .reading(let reading) = read.answer {
          #expect(reading.pages.allSatisfy { $0.page.isWellFormed && reading.parts.indices.contains($0.part) })
          #expect(reading.texts.allSatisfy { $0.text.place.part.map(reading.parts.indices.contains) ?? true })
        }
        if case .inspection(let inspection) = read.answer {
          #expect(inspection.findings.allSatisfy { inspection.texts.indices.contains($0.text) })
          #expect(inspection.texts.allSatisfy { $0.place.part.map(inspection.parts.indices.contains) ?? true })
          #expect(
            inspection.findings.allSatisfy { (0...1).contains($0.confidence) && (0...1).contains($0.evidence.base) })
        }
        #expect(try AnswerEnvelope(read.encoded()) == read)
      }
    }
  }

  @Test("a finding that points at a text that is not there is refused")
  func dangling() {
    var inspection = inspection
    inspection.findings[0].text = 2
    #expect(throws: CodecError.self) { try AnswerEnvelope(AnswerEnvelope(.inspection(inspection)).encoded()) }
    inspection.findings = []
    inspection.texts[0].place.part = 2
    #expect(throws: CodecError.self) { try AnswerEnvelope(AnswerEnvelope(.inspection(inspection)).encoded()) }
    inspection.texts = []
    inspection.ambiguities = [Ambiguity(.nulBytes, part: -1)]
    #expect(throws: CodecError.self) { try AnswerEnvelope(AnswerEnvelope(.inspection(inspection)).encoded()) }
  }

  @Test("text that is not UTF-8, a confidence that is no number, a list longer than its bytes: refused")
  func malformed() {
    var bad = ByteWriter()
    bad.bytes([0xC3, 0x28])
    var reader = ByteReader(bad.bytes)
    #expect(throws: CodecError.self) { try reader.string(atMost: 10) }

    var number = ByteWriter()
    number.fraction(.nan)
    reader = ByteReader(number.bytes)
    #expect(throws: CodecError.self) { try reader.fraction() }

    var list = ByteWriter()
    list.count(1 << 30)
    reader = ByteReader(list.bytes)
    #expect(throws: CodecError.self) { try reader.count(ofAtLeast: 1) }

    var long = ByteWriter()
    long.string("12345")
    reader = ByteReader(long.bytes)
    #expect(throws: CodecError.self) { try reader.string(atMost: 4) }
  }

  @Test("a request comes back as it was sent, and is refused when cut")
  func requests() throws {
    let file = MemoryFile()
    try file.append(Array("Subject: Lunch".utf8))
    let request = InspectionRequest(
      .message(file), sender: "a@oakfield.example", recipients: ["b@home.example", "ü@home.example"],
      readsContent: false,
      headersWereCut: true)
    let (small, none) = WorkerRequest.inspect(request).encoded()
    #expect(none == -1)
    guard case .inspect(let copied) = try WorkerRequest(small, file: nil) else {
      Issue.record("not an inspection")
      return
    }
    #expect(try copied.subject.file.withBytes { Array($0) } == Array("Subject: Lunch".utf8))
    #expect(throws: SpoolError.self) { try copied.subject.file.append([0x21]) }
    for length in small.indices {
      #expect(throws: CodecError.self) { try WorkerRequest(Array(small[..<length]), file: nil) }
    }

    let passed = try file.descriptor
    let (bytes, descriptor) = WorkerRequest.inspect(request).encoded()
    #expect(descriptor == passed)
    guard case .inspect(let read) = try WorkerRequest(bytes, file: file) else {
      Issue.record("not an inspection")
      return
    }
    #expect(read.sender == request.sender)
    #expect(read.recipients == request.recipients)
    #expect(read.readsContent == false)
    #expect(read.headersWereCut == true)
    #expect(throws: CodecError.self) { try WorkerRequest(bytes, file: nil) }
    for length in bytes.indices {
      #expect(throws: CodecError.self) { try WorkerRequest(Array(bytes[..<length]), file: file) }
    }
  }

  @Test("orders and reports come back as they were sent, and are refused when cut")
  func control() throws {
    let commands: [ZygoteCommand] = [
      .setUp(ZygoteOrder(rulesFolder: "/etc/postern/rules", limits: Inspectors.limits())),
      .fork(.usual), .fork(.everyCharset), .fork(.background), .kill(pid: 4_711),
    ]
    for command in commands {
      let bytes = command.encoded()
      #expect(try ZygoteCommand(bytes) == command)
      for length in bytes.indices { #expect(throws: CodecError.self) { try ZygoteCommand(Array(bytes[..<length])) } }
    }
    let reports: [ZygoteReport] = [
      .ready(downgrades: ["no Landlock"]), .failed("rules/x.yaml:3:1: unknown key"), .forked(pid: 7),
      .forkFailed("no memory"), .died(pid: 7, status: 9),
    ]
    for report in reports {
      let bytes = report.encoded()
      #expect(try ZygoteReport(bytes) == report)
      for length in bytes.indices { #expect(throws: CodecError.self) { try ZygoteReport(Array(bytes[..<length])) } }
    }
    #expect(throws: CodecError.self) { try ZygoteCommand(ZygoteCommand.kill(pid: -1).encoded()) }
  }
}
