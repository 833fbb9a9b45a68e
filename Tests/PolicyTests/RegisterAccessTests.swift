import Configuration
import Testing

@testable import Policy

@Suite("Who may see the breach register")
struct RegisterAccessTests {
  private func person(
    _ roles: Set<Role>, _ cabinets: Set<Cabinet> = [], address: String = "somebody@oakfield.example"
  ) -> RegisterAccess.Person {
    RegisterAccess.Person(addresses: [address, "private@home.example"], roles: roles, cabinets: cabinets)
  }

  private let byHand = RegisterAccess.Facts(reportedBy: "t.ash@oakfield.example")
  private let fromMail = RegisterAccess.Facts(cabinets: [.sen])
  private let fromProtection = RegisterAccess.Facts(cabinets: [.childProtection, .health])

  @Test("those who look after it see all of it, but names and subjects of mail only in their own cabinets")
  func keepers() {
    for keeper in [person([.dataProtectionOfficer]), person([.complianceOfficer], [.general])] {
      #expect(RegisterAccess.sight(of: byHand, by: keeper) == .whole)
      #expect(RegisterAccess.sight(of: fromMail, by: keeper) == .register)
      #expect(RegisterAccess.sight(of: fromProtection, by: keeper) == .register)
      #expect(RegisterAccess.mayWrite(fromMail, keeper) && RegisterAccess.looksAfterRegister(keeper))
    }
    // Where officers are named by cabinets alone.
    #expect(RegisterAccess.sight(of: byHand, by: person([], [.general])) == .whole)
  }

  @Test("who holds a cabinet sees what came from it, child protection going before the others, and nothing else")
  func holders() {
    let senco = person([.senco], [.sen])
    #expect(RegisterAccess.sight(of: fromMail, by: senco) == .whole)
    #expect(RegisterAccess.sight(of: byHand, by: senco) == .nothing)
    #expect(RegisterAccess.sight(of: fromProtection, by: person([.healthLead], [.health])) == .nothing)
    #expect(RegisterAccess.sight(of: fromProtection, by: person([.dsl], [.childProtection])) == .whole)
    #expect(!RegisterAccess.looksAfterRegister(senco))
  }

  @Test("everybody sees that what they reported was taken up, and may not work on it; others see nothing")
  func reporters() {
    let reporter = person([], address: "T.Ash@oakfield.example")
    #expect(RegisterAccess.sight(of: byHand, by: reporter) == .receipt)
    #expect(!RegisterAccess.mayWrite(byHand, reporter))
    for role in Role.allCases where ![.dataProtectionOfficer, .complianceOfficer].contains(role) {
      #expect(RegisterAccess.sight(of: byHand, by: person([role])) == .nothing, "\(role)")
    }
  }

  @Test("whom it is about sees nothing of it, in whatever role, though they reported it")
  func subjects() {
    let facts = RegisterAccess.Facts(
      reportedBy: "dpo@oakfield.example", cabinets: [.general], hiddenFrom: ["dpo@oakfield.example"])
    let subject = person(Set(Role.allCases), Set(Cabinet.allCases), address: "DPO@oakfield.example")
    #expect(RegisterAccess.sight(of: facts, by: subject) == .nothing)
    #expect(!RegisterAccess.mayWrite(facts, subject))
  }

  @Test("a role in one school is none in another, and each of a person's addresses counts")
  func schools() throws {
    var settings = try Settings.load(Oakfield.folder + "/postern.yaml")
    settings.organisation = .init(
      name: "Trust", domains: ["trust.example"],
      schools: [
        .init(
          name: "Oak", domains: ["oak.example"],
          officers: .init(byCabinet: [:], byRole: [.complianceOfficer: ["dco@oak.example"]])),
        .init(name: "Elm", domains: ["elm.example"]),
      ])
    settings.officers = .init(byCabinet: [:], byRole: [.dataProtectionOfficer: ["dpo@trust.example"]])
    let book = AccessBook(settings, matrix: try RuleSet.load(folder: School.rulesFolder).access)
    func sight(_ address: String, _ school: String?) -> RegisterAccess.Sight {
      RegisterAccess.sight(of: byHand, by: RegisterAccess.Person(book.reader(address), in: school))
    }
    #expect(sight("dco@oak.example", "Oak") == .whole && sight("dco@oak.example", "Elm") == .nothing)
    #expect(sight("dpo@trust.example", "Elm") == .whole && sight("dpo@trust.example", "Trust") == .whole)
    let hidden = RegisterAccess.Facts(hiddenFrom: ["private@home.example"])
    #expect(RegisterAccess.sight(of: hidden, by: person([.complianceOfficer])) == .nothing)
  }
}
