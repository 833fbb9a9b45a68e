import Configuration
import Detection
import Extraction
import Glibc
import MIME
import Normalisation
import Spool

/// A message's way behind the wall: bytes → parts → text → findings.
struct Inspector: Inspecting {
  private let readingLimits: ReadingLimits

  /// Loads and warms everything. Runs in the zygote, where files can still be read and no mail is near.
  /// - Throws: `ConfigurationError` for a rule file that is wrong, with its place.
  init(order: ZygoteOrder, people: MemoryFile?) throws {
    var status = stat()
    guard stat(order.rulesFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw ConfigurationError(file: order.rulesFolder, message: "there is no folder of rules here: check 'rules:'")
    }
    if let code = UnicodeData.load() { throw CodecError("ICU's data cannot be loaded (error \(code)): install libicu72") }
    MessageReader.prepare()
    Extractor.prepare()
    var limits = ReadingLimits()
    limits.parts = order.parts
    limits.depth = order.depth
    limits.decodedBytes = order.decodedBytes
    readingLimits = limits
  }

  func inspect(_ request: InspectionRequest, bytes: UnsafeRawBufferPointer) -> WorkerResult {
    switch request.subject {
    case .message: inspect(message: bytes, request)
    case .text: inspect(text: bytes, request)
    }
  }

  private func inspect(message bytes: UnsafeRawBufferPointer, _ request: InspectionRequest) -> WorkerResult {
    let refused = Refusals.total
    let message = MessageReader.read(bytes, limits: readingLimits)
    let extracted = request.readsContent ? Extractor.extract(message) : nil
    var inspection = Inspection(headers: message.headers)
    inspection.ambiguities = extracted?.ambiguities ?? message.ambiguities
    if request.headersWereCut {
      inspection.headers.isTruncated = true
      inspection.ambiguities.append(Ambiguity(.headerTruncated))
    }
    inspection.parts = message.parts.indices.map { index in
      PartSummary(message.parts[index], reading: extracted?.parts[index] ?? PartReading())
    }
    if let extracted { inspection.texts = extracted.texts.map(TextSummary.init) }
    if Refusals.total > refused { inspection.markAllUnreadable() }
    return WorkerResult(inspection: inspection)
  }

  private func inspect(text bytes: UnsafeRawBufferPointer, _ request: InspectionRequest) -> WorkerResult {
    let text = ExtractedText(
      place: Place(words: "text"), kind: .visible, content: .prose(String(decoding: bytes, as: UTF8.self)))
    return WorkerResult(inspection: Inspection(texts: [TextSummary(text)]))
  }
}

extension PartSummary {
  init(_ part: MIMEPart, reading: PartReading) {
    self.init(
      number: part.number, type: part.type, name: part.name, isAttachment: part.isAttachment,
      characters: reading.characters, protection: reading.protection, unreadable: reading.unreadable,
      unreadableKind: reading.unreadableKind)
    guard !part.content.isContainer else { return }
    part.content.withBytes { bytes in
      size = bytes.count
      digest = PartDigest.sha256(bytes)
    }
  }
}

extension TextSummary {
  init(_ text: ExtractedText) {
    self.init(place: text.place, kind: text.kind, isQuoted: text.isQuoted)
  }
}

extension Inspection {
  /// A library asked for what the sandbox refuses, and may have gone on with less text than there is. Which part it
  /// was reading cannot be known for sure, so that none of them counts as read (D4).
  mutating func markAllUnreadable() {
    for index in parts.indices where parts[index].unreadable == nil && !parts[index].digest.isEmpty {
      parts[index].unreadable = "reading it asked for a file or another thing that the sandbox refuses"
      parts[index].unreadableKind = .other
    }
  }
}
