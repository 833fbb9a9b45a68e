import Extraction
import Glibc

/// Takes the bytes that libFuzzer made; a trap, a broken promise or an endless run is a finding.
typealias Reader = @Sendable ([UInt8]) -> Void

/// The reader that POSTERN_FUZZ_READER names.
let reader: Reader = {
  let all = [
    Documents.readers, Mail.readers, Records.readers, Rules.readers, Wire.readers, Postfix.readers, Milters.readers,
    Behind.readers,
  ].reduce(into: [:]) { $0.merge($1) { one, _ in one } }
  let name = getenv("POSTERN_FUZZ_READER").map { String(cString: $0) } ?? ""
  guard let reader = all[name] else {
    print("POSTERN_FUZZ_READER: one of \(all.keys.sorted().joined(separator: " "))")
    exit(64)
  }
  Extractor.prepare()
  return reader
}()
