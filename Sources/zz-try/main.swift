import Extraction
import Foundation

Extractor.prepare()
for path in CommandLine.arguments.dropFirst() {
  guard let data = FileManager.default.contents(atPath: path) else { continue }
  let began = Date()
  var cpu = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu)
  let m = Array(data).withUnsafeBytes { Extractor.extract(file: $0, name: (path as NSString).lastPathComponent) }
  let took = Date().timeIntervalSince(began)
  var cpu2 = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu2)
  let p = m.parts[0]
  print(
    "=== \(path) \(Int(took*1000)) ms cpu \((cpu2.tv_sec-cpu.tv_sec)*1000+(cpu2.tv_nsec-cpu.tv_nsec)/1_000_000) ms, \(p.characters) chars, protection \(p.protection), unreadable \(p.unreadable ?? "-") notes \(p.notes)"
  )
  if ProcessInfo.processInfo.environment["QUIET"] == nil {
    for t in m.texts {
      let c: String
      switch t.content {
      case .prose(let s): c = s
      case .table(let t): c = "[table \(t.rows.count) heading \(t.headingRow ?? -1)]\n" + t.flat
      }
      print(
        "--- [\(t.kind.rawValue)] \(t.place.words)\n\(c.prefix(Int(ProcessInfo.processInfo.environment["MAX"] ?? "400")!))"
      )
    }
  }
}
