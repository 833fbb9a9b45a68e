import Configuration
import Detection
import Extraction
import Glibc
import MIME
import Normalisation
import People
import Protection
import Spool

/// A message's way behind the wall: bytes → parts → text → findings.
struct Inspector: Inspecting {
  private let readingLimits: ReadingLimits
  /// What is looked for; nil in a process that only shows mail to people.
  private let search: Search?

  private struct Search {
    var detector: Detector
    var retraction: Retraction
  }

  /// Loads and warms everything. Runs in the zygote, where files can still be read and no mail is near.
  /// - Throws: `ConfigurationError` for a rule file that is wrong, with its place.
  init(order: ZygoteOrder, people: MemoryFile?) throws {
    if let code = UnicodeData.load() {
      throw CodecError("ICU's data cannot be loaded (error \(code)): install libicu72")
    }
    MessageReader.prepare()
    Extractor.prepare()
    ProtectionWarmth.prepare()
    var limits = ReadingLimits()
    limits.parts = order.parts
    limits.depth = order.depth
    limits.decodedBytes = order.decodedBytes
    readingLimits = limits
    search = order.rulesFolder.isEmpty ? nil : try Self.search(order, people)
    warmUp()
  }

  private static func search(_ order: ZygoteOrder, _ people: MemoryFile?) throws -> Search {
    var status = stat()
    guard stat(order.rulesFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ConfigurationError(file: order.rulesFolder, message: "there is no folder of rules here: check 'rules:'")
    }
    let table = try people.map { try PeopleTable($0) } ?? .empty
    let cache =
      order.patternCache.isEmpty ? nil : PatternCache(folder: order.patternCache, isReadOnly: !order.keepsPatterns)
    return Search(
      detector: Detector(
        patterns: try PatternDatabase.compile(rulesFolder: order.rulesFolder, cache: cache), people: table),
      retraction: try Retraction.load(folder: order.rulesFolder))
  }

  func inspect(_ request: InspectionRequest, bytes: UnsafeRawBufferPointer) -> WorkerResult {
    switch request.subject {
    case .file(_, let name): return read(file: bytes, name: name)
    case .reading: return show(bytes)
    case .message, .text: break
    }
    // Without rules nothing is found in anything, which must not be taken for clean (D4).
    guard let search else { return WorkerResult(answer: .failed("this process has no rules")) }
    if case .text = request.subject {
      return WorkerResult(answer: .inspection(read(text: bytes, request, search)))
    }
    return read(message: bytes, request, search)
  }

  func protect(_ request: ProtectionRequest, bytes: UnsafeRawBufferPointer) throws(ProtectionFailure) -> ProtectionWork
  {
    switch request.subject {
    case .message: return try MessageProtector.protect(bytes, request.order, limits: readingLimits)
    case .file(_, let name):
      let result = try FileProtector.protect(bytes, name: name, password: request.order.password)
      return ProtectionWork(file: result, size: bytes.count)
    }
  }

  private func read(
    message bytes: UnsafeRawBufferPointer, _ request: InspectionRequest, _ search: Search
  ) -> WorkerResult {
    let refused = Refusals.total
    let snapshot = Refusals.snapshot()
    let message = MessageReader.read(bytes, limits: readingLimits)
    let extracted = request.readsContent ? Extractor.extract(message) : nil
    var inspection = Inspection(headers: message.headers)
    inspection.ambiguities = extracted?.ambiguities ?? message.ambiguities
    if request.headersWereCut {
      inspection.headers.isTruncated = true
      inspection.ambiguities.append(Ambiguity(.headerTruncated))
    }
    inspection.parts = Self.parts(message, extracted)
    if let extracted {
      inspection.texts = extracted.texts.map(TextSummary.init)
      inspection.shareLinks = extracted.shareLinks
      inspection.guests = extracted.guests
      let parts = inspection.parts
      let body = extracted.texts.filter { $0.place.part.map { !parts[$0].isAttachment } ?? true }
      inspection.likeness = Likeness(body)?.bits
      inspection.greeted = Greeting.names(in: extracted.texts)
      inspection.threadAddresses = ThreadAddresses.of(extracted.texts, message.parts)
      inspection.isRetraction = search.retraction.isSaid(in: extracted.texts)
      inspection.mayHoldSecret = BareSecret.mayBe(in: extracted.texts)
      detect(extracted.texts, Correspondents(request, message.headers), search, &inspection)
    }
    if Refusals.total > refused { inspection.markAllUnreadable(Array(Refusals.since(snapshot).keys)) }
    return WorkerResult(answer: .inspection(inspection), isTainted: extracted?.hasOpenedDocuments ?? false)
  }

  private static func parts(_ message: ParsedMessage, _ extracted: ExtractedMessage?) -> [PartSummary] {
    message.parts.indices.map { index in
      let reading = extracted.flatMap { $0.parts.indices.contains(index) ? $0.parts[index] : nil }
      return PartSummary(message.parts[index], reading: reading ?? PartReading())
    }
  }

  /// What a person is shown of a message.
  private func show(_ bytes: UnsafeRawBufferPointer) -> WorkerResult {
    let refused = Refusals.total
    let snapshot = Refusals.snapshot()
    let message = MessageReader.read(bytes, limits: readingLimits)
    let extracted = Extractor.extract(message)
    var reading = MessageReading(message, extracted, parts: Self.parts(message, extracted))
    if Refusals.total > refused {
      let calls = Array(Refusals.since(snapshot).keys)
      for index in reading.parts.indices where !reading.parts[index].digest.isEmpty {
        reading.parts[index].markUnreadable(calls)
      }
    }
    return WorkerResult(answer: .reading(reading), isTainted: extracted.hasOpenedDocuments)
  }

  private func read(file bytes: UnsafeRawBufferPointer, name: String) -> WorkerResult {
    let refused = Refusals.total
    let snapshot = Refusals.snapshot()
    let extracted = Extractor.extract(file: bytes, name: name)
    var part = PartSummary(file: bytes, name: name, reading: extracted.parts.first ?? PartReading())
    if Refusals.total > refused { part.markUnreadable(Array(Refusals.since(snapshot).keys)) }
    return WorkerResult(
      answer: .extraction(FileExtraction(extracted, part: part)), isTainted: extracted.hasOpenedDocuments)
  }

  private func read(
    text bytes: UnsafeRawBufferPointer, _ request: InspectionRequest, _ search: Search
  ) -> Inspection {
    let text = ExtractedText(
      place: Place(words: "text"), kind: .visible, content: .prose(String(decoding: bytes, as: UTF8.self)))
    var inspection = Inspection(texts: [TextSummary(text)])
    detect([text], Correspondents(request, HeaderFacts()), search, &inspection)
    return inspection
  }

  private func detect(
    _ texts: [ExtractedText], _ correspondents: Correspondents, _ search: Search, _ inspection: inout Inspection
  ) {
    let refused = Refusals.total
    let report = search.detector.report(texts, correspondents: correspondents)
    inspection.findings = report.findings
    for index in Set(report.findings.map(\.text)) where texts.indices.contains(index) {
      inspection.texts[index].fingerprint = TextFingerprint.of(texts[index])
    }
    inspection.limitsReached = report.limitsReached
    if Refusals.total > refused { inspection.limitsReached.append("detecting asked for what the sandbox refuses") }
  }

  /// Takes each kind of code once, by the way that mail takes, so that what libraries load lazily is loaded here, and no
  /// worker has to make anew what the language's runtime makes at the first use of a type.
  private func warmUp() {
    if let search {
      Detector.prepare()
      search.detector.warmUp()
    }
    rehearse()
  }

  func rehearse() {
    for message in WarmUpMail.all {
      let file = MemoryFile(sealing: Array(message.utf8))
      let request = InspectionRequest(
        .message(file), sender: "a@postern.example", recipients: ["b@postern.example"])
      let (bytes, _) = WorkerRequest.inspect(request).encoded()
      guard case .inspect(let asked)? = try? WorkerRequest(bytes, file: nil) else { continue }
      try? file.withBytes { bytes in
        _ = AnswerEnvelope(inspect(asked, bytes: bytes).answer).encoded()
        _ = Extractor.pages(of: MessageReader.read(bytes, limits: readingLimits))
      }
    }
  }
}

extension Correspondents {
  init(_ request: InspectionRequest, _ headers: HeaderFacts) {
    let boxes = headers.from + headers.to + headers.cc + headers.replyTo + (headers.sender.map { [$0] } ?? [])
    self.init(
      sender: request.sender.lowercased(), recipients: request.recipients.map { $0.lowercased() },
      displayNames: boxes.compactMap(\.name))
  }
}
