import Configuration
import Foundation
import Paper
import Policy
import PosternKit
import Quarantine
import Register
import Testing

@Suite("The register as a file")
struct RegisterExportTests {
  private let folder: TemporaryFolder
  private let store: QuarantineStore
  private let times = BritishTime(TimeZone(identifier: "Europe/London"))
  /// 26 November 2026, 14:05 in London.
  private let now: Int64 = 1_795_701_900
  private let officer = "dco@oakfield.example"

  init() throws {
    folder = try TemporaryFolder("register")
    let now = now
    store = try QuarantineStore.open(
      state: folder.file("state"), keys: KeyRing.load(folder.file("keys"), create: true), now: { now })
  }

  private func open(_ values: [BreachField: String] = [:], subject: String = "Year 7 list") throws -> BreachID {
    var initial: [BreachField: String] = [
      .what: "A list of pupils went to all parents.", .how: "emailed_to_wrong_recipient",
      .people: "pupil: Aisha Khan\npupil: Thomas Price\nguardian: Gwen Price", .data: "sen, health",
      .known: "\(now - 30 * 3_600)", .happened: "\(now - 50 * 3_600)", .controller: "Oakfield Trust",
      .school: "Oakfield Academy",
    ]
    initial.merge(values) { $1 }
    let record = BreachRecord(
      cause: .staffReport, sender: "t.ash@oakfield.example", subject: subject, reportedBy: "t.ash@oakfield.example",
      cabinets: [.sen], initial: initial)
    return try #require(try store.openBreach(record, by: officer) { _ in [] })
  }

  private func view(_ id: BreachID, _ sight: RegisterAccess.Sight = .whole) throws -> RegisterView {
    RegisterView(try store.breach(id), sight, times: times)
  }

  private func rows(_ data: Data) throws -> [[String]] {
    // Read back by another program's rules: Python's csv module.
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      "import csv,io,json,sys; t=sys.stdin.buffer.read().decode('utf-8-sig'); print(json.dumps(list(csv.reader(io.StringIO(t, newline='')))))",
    ]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    input.fileHandleForWriting.write(data)
    try input.fileHandleForWriting.close()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([[String]].self, from: answer)
  }

  @Test("a table has a row for each record, and reads back as it was written, lines and quotes and all")
  func table() throws {
    _ = try open([.what: "He said \"delete it\",\nand nobody did."])
    _ = try open()
    let table = try rows(RegisterTable.csv(store.breaches().map { RegisterView($0, times: times) }, at: now))
    #expect(table.count == 3 && Set(table.map(\.count)).count == 1)
    let column = try #require(table[0].firstIndex(of: "What happened"))
    #expect(table[1...].map { $0[column] }.contains("He said \"delete it\",\nand nobody did."))
    let known = try #require(table[0].firstIndex(of: "When the controller became aware of it"))
    #expect(table[1][known] == "2026-11-25 08:05")
    #expect(table[1].contains("Open, 42 hours left of 72"))
  }

  @Test(
    "a cell that a spreadsheet would take for a formula is text",
    arguments: [
      "=HYPERLINK(\"http://a.example\",\"x\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1+1",
    ])
  func formulas(_ attack: String) throws {
    let id = try open([:], subject: attack)
    let table = try rows(RegisterTable.csv([view(id)], at: now))
    let column = try #require(table[0].firstIndex(of: "Subject"))
    #expect(table[1][column] == "'" + attack)
    for cell in table[1] { #expect(cell.first.map { !"=+-@\t＝".contains($0) } ?? true, "\(cell)") }
  }

  @Test("a record on paper tells its fields, with British dates, and its history with what stood there before")
  func record() throws {
    let id = try open()
    try store.correct(
      [.what: "A list went to Year 7 parents."], of: id, because: "it was one year", by: "dpo@trust.example")
    try store.assess(id, .likely, .significant, because: "Needs of children.", by: "dpo@trust.example")
    let paper = try Paperwork(
      RegisterPapers.record(view(id), organisation: "Oakfield Academy", at: now).pdf())
    let text = try paper.pages().joined().replacing(#/\s+/#, with: " ")
    for words in [
      "Breach record \(id)", "A list went to Year 7 parents.", "Email sent to the wrong recipient",
      "25 November 2026, 08:05", "Aisha Khan (pupil)", "Special educational needs, Health", "Oakfield Trust",
      "A high risk", "Corrected: What happened, by dpo@trust.example", "it was one year",
      "before “A list of pupils went to all parents.”", "Needs of children.", "Year 7 list",
    ] { #expect(text.contains(words), "\(words) in \(text)") }
    #expect(try paper.facts()["Title"] == "Breach record \(id)")
  }

  @Test("who may not see names gets numbers by kind, in every form")
  func withoutNames() throws {
    let id = try open()
    try store.correct([.people: "pupil: Zara Quist"], of: id, because: "it was another", by: officer)
    let limited = try view(id, .register)
    let paper = try Paperwork(RegisterPapers.record(limited, organisation: "Oakfield Academy", at: now).pdf())
    let csv = String(decoding: RegisterTable.csv([limited], at: now), as: UTF8.self)
    for text in [try paper.pages().joined(), csv] {
      for name in ["Khan", "Price", "Quist", "Year 7 list"] { #expect(!text.contains(name), "\(name)") }
      #expect(text.contains("1 × pupil"))
    }
    // Who reported it sees that it was taken up, and no more.
    let receipt = try view(id, .receipt)
    #expect(receipt.history.isEmpty && receipt.value(.what).isEmpty)
    #expect(receipt.rows(at: now).map(\.name) == ["Reference", "State", "Opened", "Because", "Reported by", "Subject"])
    #expect(RegisterView(try store.breach(id), .nothing).rows(at: now).isEmpty)
  }

  @Test("the answers for the ICO follow its form, name nobody, and say what is not known yet")
  func questions() throws {
    let id = try open()
    let questions = ICOQuestions(try view(id), contact: "dpo@trust.example", at: now)
    #expect(questions.parts.map(\.title).count == 5)
    let text = questions.text
    for words in [
      "A list of pupils went to all parents.", "Students, children: 2; Other: parents and carers: 1", "Health data",
      "Initial report", "24 November 2026, 12:05", "Oakfield Trust", "dpo@trust.example", "\(id)",
    ] { #expect(text.contains(words), "\(words)") }
    for name in ["Khan", "Price", "t.ash", "Year 7 list"] { #expect(!text.contains(name), "\(name)") }
    let open = questions.parts.flatMap(\.answers).filter { !$0.isKnown }
    #expect(
      open.map(\.question).contains("Likely consequences for them") && open.allSatisfy { $0.text == "Not yet known" })
    #expect(!text.contains("after 72 hours"))
    let late = ICOQuestions(try view(id), contact: "", at: now + 43 * 3_600)
    #expect(late.text.contains("Why it is reported after 72 hours"))
    try store.decide(.ico, .tell, on: id, because: "A risk.", by: officer, told: now, reference: "IC-55")
    #expect(ICOQuestions(try view(id), contact: "", at: now).text.contains("Follow-up report, ICO reference IC-55"))
    let paper = RegisterPapers.questions(questions, try view(id), organisation: "Oakfield Academy", at: now)
    let printed = try Paperwork(paper.pdf()).pages().joined()
    #expect(printed.contains("Not yet known") && !printed.contains("Khan"))
  }

  @Test("the whole register on paper has every record, and near misses as a list")
  func whole() throws {
    let ids = try (1...12).map { try open([.what: "Mistake number \($0)."]) }
    let views = try store.breaches().map { RegisterView($0, times: times) }
    let pages = try Paperwork(RegisterPapers.register(views, organisation: "Oakfield Academy", at: now).pdf()).pages()
    let text = pages.joined()
    for (index, id) in ids.enumerated() {
      #expect(text.contains("\(id)") && text.contains("Mistake number \(index + 1)."))
    }
    #expect(text.contains("12 records, 0 near misses") && text.contains("Page \(pages.count) of \(pages.count)"))
  }
}
