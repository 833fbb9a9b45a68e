import Delivery
import Quarantine

/// How a sender wants an email to go on, as a form or an address says it: recipients and parts by their places, so that
/// nothing of the email stands in an address.
struct MendForm: Sendable, Hashable {
  var release: ReleaseForm
  var isProtected: Bool
  /// "I have checked the addresses."
  var isChecked: Bool
  var checksParents: Bool
  var isFalseAlarm: Bool
  /// They want to see which attachments there are.
  var looksForParts: Bool

  /// Stands for the reason while it is not written yet: what goes out does not depend on it.
  private static let unwritten = "not written yet"

  /// - Parameter all: the values of a name.
  init(_ all: (String) -> [String]) {
    release = ReleaseForm(all)
    // Officers may waive what the rules ask for; a sender asks for more, or leaves it at that.
    release.password = .asDecided
    func isSet(_ name: String) -> Bool { all(name).first == "yes" }
    isProtected = isSet("protect")
    isFalseAlarm = isSet("alarm")
    checksParents = isSet("parents")
    isChecked = isSet("checked") || isFalseAlarm || checksParents
    looksForParts = isSet("attachments") || !release.cuts.isEmpty
  }

  /// - Parameters:
  ///   - reason: how they have checked; nil while that is not written.
  ///   - all: the recipients of its case, among whom the places are.
  ///   - parts: what can be taken out; nil where nobody has looked.
  /// - Throws: `ConsoleError.overtaken` for places and parts that are not there.
  func mend(
    among all: [String], leavingOut taken: [String], parts: [CuttablePart]?, reason: String? = nil
  ) throws(ConsoleError) -> SenderMend {
    var choice = try release.choice(among: all, leavingOut: taken, parts: parts)
    choice.isProtected = isProtected
    return SenderMend(
      choice, checked: isChecked ? reason ?? Self.unwritten : nil, checksParents: checksParents,
      isFalseAlarm: isFalseAlarm)
  }

  /// What the form with the button carries.
  var fields: [HiddenField] {
    var fields = Self.fields(addresses: release.addresses, isProtected: isProtected)
    if let recipients = release.recipients {
      fields.append(HiddenField(name: "chosen", value: "yes"))
      fields += recipients.map { HiddenField(name: "to", value: "\($0)") }
    }
    fields += release.cuts.map { HiddenField(name: "cut", value: $0) }
    for (name, isSet) in [("checked", isChecked), ("alarm", isFalseAlarm), ("parents", checksParents)] where isSet {
      fields.append(HiddenField(name: name, value: "yes"))
    }
    return fields
  }

  static func fields(addresses: ReleaseChoice.Addresses, isProtected: Bool) -> [HiddenField] {
    [HiddenField(name: "show", value: addresses.rawValue)]
      + (isProtected ? [HiddenField(name: "protect", value: "yes")] : [])
  }
}
