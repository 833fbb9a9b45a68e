import Foundation
import Inspection
import Policy
import Quarantine
import Spool

/// How somebody wants a message released, as a form or an address says it: recipients by their places, so that nobody's
/// address stands in a link.
struct ReleaseForm: Sendable, Hashable {
  /// Places among the recipients; nil for all.
  var recipients: [Int]?
  var addresses: ReleaseChoice.Addresses
  /// Numbers of parts: "2.1".
  var cuts: [String]
  var password: Password

  /// What goes under a password.
  enum Password: String, CaseIterable, Sendable {
    /// What the rules ask for.
    case asDecided = "as_decided"
    /// All attachments.
    case attachments
    /// All attachments, and the text.
    case all
    /// Nothing, whatever they ask for.
    case inClear = "in_clear"
  }

  /// - Parameters:
  ///   - all: the values of a name.
  init(_ all: (String) -> [String]) {
    let places = all("to").compactMap { Int($0) }
    // A form whose boxes are all empty says so; a link says nothing.
    recipients = all("chosen").isEmpty ? nil : places
    addresses = all("show").first.flatMap { ReleaseChoice.Addresses(rawValue: $0) } ?? .asDecided
    cuts = all("cut")
    password = all("password").first.flatMap { Password(rawValue: $0) } ?? .asDecided
  }

  var isPlain: Bool {
    recipients == nil && addresses == .asDecided && cuts.isEmpty && password == .asDecided
  }

  /// - Parameters:
  ///   - all: the recipients among whom the places are.
  ///   - parts: what can be taken out; nil where nobody has looked.
  /// - Throws: `ConsoleError.overtaken` for places and parts that are not there.
  func choice(
    among all: [String], leavingOut taken: [String], parts: [CuttablePart]?
  ) throws(ConsoleError) -> ReleaseChoice {
    var chosen: Set<String>?
    if let recipients {
      guard recipients.allSatisfy(all.indices.contains) else {
        throw .overtaken("The recipients are not those that the page showed. Load it again.")
      }
      let addresses = Set(recipients.map { all[$0] })
      if addresses != Set(all).subtracting(taken) { chosen = addresses }
    }
    var cuts: [PartCut] = []
    for number in Set(self.cuts) {
      guard let part = parts?.first(where: { $0.number == number }) else {
        throw .overtaken("An attachment is not where it was. Load the page again.")
      }
      cuts.append(part.cut)
    }
    return ReleaseChoice(
      recipients: chosen, addresses: addresses, cuts: cuts.sorted { $0.range.lowerBound < $1.range.lowerBound },
      isProtected: [.attachments, .all].contains(password), protectsText: password == .all,
      isInClear: password == .inClear)
  }
}

/// An attachment that can be left out.
struct CuttablePart: Sendable {
  var number: String
  var name: String
  var cut: PartCut
}

extension HeldReading {
  /// The attachments that stand in the message as parts of it, none within another.
  var cuttable: [CuttablePart] {
    var found: [CuttablePart] = []
    var end = 0
    for part in reading.parts where part.isAttachment {
      guard let span = part.span, span.lowerBound >= max(end, 1) else { continue }
      end = span.upperBound
      found.append(
        CuttablePart(
          number: part.number, name: part.name ?? "Attachment without a name",
          cut: PartCut(range: span, part: part.number, name: part.name)))
    }
    return found
  }
}
