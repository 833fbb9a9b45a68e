import Accounts
import Crypto
import Delivery
import Foundation
import Policy
import Quarantine

/// Somebody who has opened the link of a notice, for the length of one request.
struct LinkVisit: Sendable {
  /// As it stands in the path.
  let token: String
  let link: SenderLink
  /// The network address of the browser.
  let client: String
  /// Signed in as the very person whose link it is; nil for everybody else.
  let visitor: Visitor?

  var id: HeldID { link.held }
  var path: String { "/\(link.purpose.path)/\(token)" }
  var isSignedIn: Bool { visitor != nil }

  /// Who they are to the desk: who has signed in, else whose link it is. Nil once nothing is known of them any more.
  var person: SenderPerson? {
    if let visitor { return SenderPerson(visitor.address, isSignedIn: true, client: client) }
    return link.person.map { SenderPerson($0, isSignedIn: false, client: client) }
  }

  init(_ token: String, _ link: SenderLink, _ visitor: Visitor?, from client: String, _ book: AccessBook) {
    self.token = token
    self.link = link
    self.client = client
    let own = link.person
    self.visitor = visitor.flatMap { visitor in
      own.map { book.addresses(ofPersonAt: visitor.address).contains($0) } == true ? visitor : nil
    }
  }

  /// What stands in the forms of somebody who has not signed in: made of the link, which no other site knows.
  var formToken: String { Token.text(Data(SHA256.hash(data: Data("form of \(token)".utf8)))) }
}
