import Configuration
import Glibc
import Spool

@testable import Inspection
@testable import People

/// All that a worker does with a message, and with a text: the rules that ship, and an invented school.
enum Behind {
  static let readers: [String: Reader] = [
    "text": { check(inspect(.text(file($0)), $0)) },
    "inspection": { check(inspect(.message(file($0)), $0)) },
    "reading": { check(inspect(.reading(file($0)), $0)) },
  ]

  /// What a worker says of a text.
  static func answer(text: [UInt8]) -> AnswerEnvelope { inspect(.text(file(text)), text) }

  /// The filter must take what an honest worker says: else honest mail counts as not inspected.
  private static func check(_ envelope: AnswerEnvelope) {
    do {
      let read = try AnswerEnvelope(envelope.encoded())
      precondition(read == envelope, "an answer is read as it was written")
    } catch { preconditionFailure("an honest answer is refused: \(error)") }
  }

  private static func file(_ bytes: [UInt8]) -> MemoryFile { MemoryFile(sealing: bytes) }

  private static func inspect(_ subject: InspectionRequest.Subject, _ bytes: [UInt8]) -> AnswerEnvelope {
    let request = InspectionRequest(
      subject, sender: "t.ash@oakfield.example", recipients: ["karen.hart@postbox.example", "year8@oakfield.example"])
    return bytes.withUnsafeBytes { raw in
      let result = inspector.inspect(request, bytes: raw)
      return AnswerEnvelope(result.answer, isTainted: result.isTainted)
    }
  }

  /// POSTERN_FUZZ_CHECKOUT is the folder with `rules` and `examples`. libFuzzer calls a reader from one thread alone, as a
  /// worker has one.
  nonisolated(unsafe) private static let inspector: Inspector = {
    let checkout = getenv("POSTERN_FUZZ_CHECKOUT").map { String(cString: $0) } ?? "."
    var files = Configuration.Settings.PeopleFiles()
    files.pupils = checkout + "/examples/oakfield/pupils.csv"
    files.staff = checkout + "/examples/oakfield/staff.csv"
    let organisation = Configuration.Settings.Organisation(
      name: "Oakfield", domains: ["oakfield.example"])
    do {
      let people = try PeopleIndex.build(files: files, organisation: organisation)
      return try Inspector(
        order: ZygoteOrder(rulesFolder: checkout + "/rules", limits: .standard), people: try people.table())
    } catch {
      print("postern-fuzz: \(error)")
      exit(66)
    }
  }()
}
