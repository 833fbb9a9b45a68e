import Accounts
import Configuration
import Foundation
import PosternKit
import Quarantine
import Spool

@testable import SingleSignOn

extension ConsoleSite {
  /// The store of this site, as a command on the same machine opens it.
  func store() throws -> QuarantineStore {
    let settings = try Settings.load(site.configuration)
    return try QuarantineStore.open(
      state: settings.state, keys: KeyRing.load(settings.keys, database: settings.keysDatabase), as: .commandLine)
  }

  /// A client of somebody whom the school's provider has signed in.
  func signedIn(_ address: String) throws -> WebClient {
    let client = WebClient(port: self.client.port)
    client.cookies["postern"] = try token(address)
    return client
  }

  func token(_ address: String) throws -> String {
    let settings = try Settings.load(site.configuration)
    let keys = try KeyRing.load(settings.keys, database: settings.keysDatabase)
    let accounts = try AccountStore(settings, keys: keys, trail: store())
    let person = try SignedOnPerson(subject: "subject of \(address)", address: address, name: nil)
    return try accounts.signIn(person, from: Client(address: "127.0.0.1", userAgent: "test")).token
  }
}

extension WebClient {
  /// Sends a form as its page does: with the token that stands in it.
  func send(_ target: String, from page: String, _ fields: [(String, String)]) throws -> Answer {
    let text = try get(page).text
    let token = text.firstMatch(of: #/name="form_token" value="(?<token>[^"]+)"/#).map { String($0.token) } ?? ""
    return try post(target, [("form_token", token)] + fields)
  }
}

extension WebClient.Answer {
  /// What a person reads: without marks, with single spaces.
  var words: String {
    text.replacing(#/<[^>]*>/#, with: " ").replacing("&#39;", with: "'")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
