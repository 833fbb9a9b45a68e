import Testing

@testable import Accounts
@testable import Configuration

@Suite("New passwords")
struct PasswordRuleTests {
  private let rules = PasswordRules(
    organisation: .init(
      name: "Oakfield Academy", domains: ["oakfield.example", "northmere-trust.example"],
      schools: [.init(name: "St Hilda's Primary", domains: ["sthildas.example"])]))

  private func fault(_ password: String) -> PasswordFault? {
    rules.fault(of: password, for: "josephine.brambley@oakfield.example")
  }

  @Test(
    "may be three random words, or anything as hard to guess, in any letters",
    arguments: [
      "lamplighter quiver mossy", "coffee nemo biro", "applenemobiro", "kW9!tz#Lq2vX", "correct horse battery staple",
      "ζωγραφος ουρανος", "лампа облако роза", "Turbine-Pelican-7", "my grandmother sold 14 red kites",
    ])
  func good(password: String) { #expect(fault(password) == nil) }

  @Test("are not short, nor endless")
  func length() {
    #expect(fault("kW9!tz#Lq2v") == .tooShort)
    #expect(fault("") == .tooShort)
    #expect(fault(String(repeating: "lamplighter quiver ", count: 20)) == .tooLong)
  }

  @Test(
    "are not what everybody tries first, whatever stands around or for its letters",
    arguments: [
      "Password2026!", "P4ssw0rd!!!!", "passwordpassword", "Welcome12345", "letmein-letmein", "Summer2026!!!!",
      "safeguarding1", "Liverpool1892!", "monkeydragon!!", "Autumn term 2026",
      "07700 900123 4",
    ])
  func common(password: String) { #expect(fault(password) == .common, "\(password)") }

  @Test(
    "are not the school's name, nor the address, with a number behind",
    arguments: [
      "Oakfield2026!!", "OakfieldAcademy1", "0akf1eld-0akf1eld", "josephine1984!", "Brambley.Josephine",
      "Northmere2026!",
      "hildashildas12",
    ])
  func own(password: String) { #expect(fault(password) == .ownName, "\(password)") }

  @Test(
    "do not go along the keyboard's row or the alphabet, or on one letter",
    arguments: [
      "aaaaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijklmn", "zyxwvutsrqponm", "1111222233334444",
    ])
  func monotonous(password: String) { #expect(fault(password) == .monotonous, "\(password)") }

  @Test("the refusal says why, and what a good one is")
  func words() {
    let error = #expect(throws: AccountsError.self) { try rules.check("Password2026!", for: "j@oakfield.example") }
    #expect(error?.kind == .weakPassword(.common))
    #expect(error?.description.contains("three random words") == true)
  }
}
