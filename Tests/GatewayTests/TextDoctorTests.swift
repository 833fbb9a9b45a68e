import Configuration
import Foundation
import PosternKit
import Testing

@testable import Gateway

@Suite("The doctor, of text messages")
struct TextDoctorTests {
  private func examine(_ sms: String) throws -> [Diagnosis] {
    let folder = try TemporaryFolder("sms-doctor")
    let file = try folder.write("postern.yaml", text: "organisation: {name: O, domains: [o.example]}\n\(sms)\n")
    return try Doctor(Settings.load(file), file: file).texting()
  }

  @Test("says whether the gateway answers and its secret can be read, and nothing where there is none")
  func gateway() throws {
    let form = "form: {to: '{number}', m: '{text}'}"
    let gateway = try TextReceiver()
    #expect(try examine("").isEmpty)
    #expect(try examine("sms: {url: '\(gateway.url)', \(form)}").map(\.status) == [.ok])
    let secret = try examine(
      "sms: {url: '\(gateway.url)', secret_file: none, headers: {X-Key: '{secret}'}, \(form)}")
    #expect(secret.map(\.status) == [.warn] && secret[0].message.contains("/none cannot be read"))
    let gone = try examine("sms: {url: 'http://127.0.0.1:\(try freePort())', \(form)}")
    #expect(gone.map(\.status) == [.warn] && gone[0].message.contains("cannot be reached"))
    #expect(gateway.requests.isEmpty)
  }
}
