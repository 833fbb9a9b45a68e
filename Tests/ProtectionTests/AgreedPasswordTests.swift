import Testing

@testable import Protection

@Suite("A password that is agreed on with a recipient")
struct AgreedPasswordTests {
  private let known: Set<String> = ["aisha", "khan", "oakfield", "example"]

  private func fault(_ text: String) -> AgreedPasswordFault? {
    do {
      _ = try Password.agreed(text, besides: known)
      return nil
    } catch { return error }
  }

  @Test(
    "is taken when nobody would guess it",
    arguments: [
      "saddle-lantern-orbit", "four random words here", "Lantern7Orbit9Velvet!", "blodyn yr haul mawr",
      "velvet-march-anchor",
    ])
  func taken(text: String) { #expect(fault(text) == nil) }

  @Test(
    "is never a date, however that is written",
    arguments: [
      "lantern-orbit-03/09/2012", "3.9.12 lantern orbit", "2012-09-03lanternorbit", "lanternorbit03092012",
      "lanternorbit20120903", "lantern-orbit-030912", "3 September 2012 lantern", "lantern sept 2012 orbit",
      "lantern3rdofseptember", "lantern-orbit-03 - 09 - 2012",
    ])
  func dates(text: String) { #expect(fault(text) == .date) }

  @Test(
    "is not short, nor of few letters, nor what the records say of people",
    arguments: [
      "lantern-orbit", "aaaaaaaaaaaaaaaaaaaa", "Aisha Khan Oakfield", "aisha.khan@oakfield.example", "khan-lantern",
    ])
  func weak(text: String) { #expect(fault(text) == .weak) }

  @Test("is what every program takes alike")
  func typable() {
    #expect(fault("") == .notTypable(.empty))
    #expect(fault("lantern-orbit-velvet ") == .notTypable(.ambiguous))
  }
}
