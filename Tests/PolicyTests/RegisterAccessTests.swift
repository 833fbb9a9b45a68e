import Configuration
import Testing

@testable import Policy

@Suite("Who may see the breach register")
struct RegisterAccessTests {
  private func person(
    _ roles: Set<Role>, _ cabinets: Set<Cabinet> = [], address: String = "somebody@oakfield.example"
  ) -> RegisterAccess.Person {
    RegisterAccess.Person(address: address, roles: roles, cabinets: cabinets)
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

  @Test("roles and cabinets are those of the configuration")
  func configured() {
    var officers = Settings.Officers(byCabinet: ["sen": ["A.Pugh@oakfield.example"]])
    officers.byRole = [.dataProtectionOfficer: ["DPO@trust.example"]]
    #expect(RegisterAccess.Person("a.pugh@oakfield.example", officers).cabinets == [.sen])
    #expect(RegisterAccess.Person("dpo@trust.example", officers).roles == [.dataProtectionOfficer])
  }
}
