import Extraction
import Testing

@testable import Detection

@Suite("Identifiers")
struct IdentifierTests {
  let school: TestSchool

  init() throws { school = try TestSchool() }

  private func found(_ text: String) -> [String] { school.identifiers(school.find(text)) }

  @Test("count with their check digit and a word that names them")
  func context() throws {
    #expect(found("NHS number: 943 476 5919") == ["nhs_number 9434765919: nobody"])
    #expect(found("NHS number: 943 476 5918").isEmpty)
    #expect(found("Call 9434765919").isEmpty)
    #expect(found("NHS order number 9434765919").isEmpty)
    #expect(found("NHS 19434765919").isEmpty)
    let finding = try #require(school.find("NHS 9434765919").first)
    #expect(finding.evidence.context == "nhs")
    #expect(finding.evidence.checksum == true)
    #expect(finding.confidence == 0.97)
    #expect(finding.range == 4..<14)
  }

  @Test("full-width digits and soft hyphens do not hide them")
  func disguised() { #expect(found("NHS ９４３４７６５９\u{AD}１９") == ["nhs_number 9434765919: nobody"]) }

  @Test("only the group that holds the value is reported, as written")
  func group() throws {
    let finding = try #require(school.find("The password is Oak2024, keep it.").first)
    #expect(
      finding.what == .identifier(.password, value: "Oak2024,")
        || finding.what == .identifier(.password, value: "Oak2024"))
    #expect(finding.range.lowerBound == 16)
  }

  @Test("belong to the person beside them, or to whom the records give them")
  func subjects() {
    #expect(found("Aisha Khan (NHS 943 476 5919)") == ["nhs_number 9434765919: Aisha Khan 7R"])
    #expect(found("UPN B123456789012 was moved") == ["upn B123456789012: Thomas Price 8C"])
    #expect(found("Tom Price\nDOB: 2011-02-01") == ["date_of_birth 2011-02-01: Thomas Price 8C"])
  }
}
