import Configuration
import Delivery
import Foundation
import Policy
import Quarantine

/// What would go out, as its sender is shown it, with the form that sends exactly that.
struct SenderPlanView: Sendable {
  struct Copy: Sendable {
    var addresses: [String]
    var shown: String
    var remarks: [String]
  }

  struct Stop: Sendable {
    var title: String
    var remedy: String
  }

  /// What the button says.
  var label: String
  var copies: [Copy]
  var withheld: [String]
  var returned: [String]
  var taken: [String]
  var stops: [Stop]
  var isReady: Bool
  var needsCheck: Bool
  /// What the word of its sender answers for.
  var approves: [String]
  var isProtected: Bool
  var hidden: [HiddenField]

  /// - Parameter fields: the form's own words, by which the wish is made again; nil for those of the plan's choice.
  init(_ plan: SenderPlan, fields: [HiddenField]? = nil) {
    let choice = plan.mend.choice
    isProtected = plan.isProtected
    copies = plan.copies.map { copy in
      var remarks: [String] = []
      if copy.isProtected {
        remarks.append(
          plan.protectsText
            ? "Its text and its attachments open with a password alone." : "Its attachments open with a password alone."
        )
      }
      if copy.route == .verifiedTLS {
        remarks.append("Over a connection whose encryption is checked, or not at all.")
      }
      remarks += copy.cuts.map { "Without the attachment \($0.name ?? "that has no name")." }
      return Copy(addresses: copy.addresses, shown: copy.shown.words(to: copy.addresses.count), remarks: remarks)
    }
    (withheld, returned, taken) = (plan.withheld, plan.returned.map { "\($0)" }, plan.taken)
    stops = plan.stops.map { Stop(title: $0.title, remedy: $0.remedy) }
    approves = plan.approves.map(\.title)
    (isReady, needsCheck) = (plan.isReady, plan.needsCheck)
    label = Self.label(plan)
    hidden =
      [HiddenField(name: PlanField.name, value: PlanField.text(plan.digest))]
      + (fields ?? MendForm.fields(addresses: choice.addresses, isProtected: choice.isProtected))
  }

  private static func label(_ plan: SenderPlan) -> String {
    if plan.mend.choice.isProtected { return "Send it under a password" }
    switch plan.mend.choice.addresses {
    case .hidden: return "Send it with the addresses hidden"
    case .oneEach: return "Send one copy to each"
    case .asDecided: return "Send it"
    }
  }
}
