import Hummingbird

/// A page with one form on it, for the template `breaches/form`.
struct FormView: Sendable {
  var heading: String
  var lead = ""
  var remarks: [String] = []
  /// Where it goes.
  var action: String
  var fields: [FormField]
  var hidden: [HiddenField] = []
  var button: String
  /// What the link beside the button says that leads back.
  var instead: String
  var back: String
  var backWords: String
  var faults: [FormFault] = []
  let hasLead: Bool
  let hasFaults: Bool

  init(
    _ heading: String, lead: String = "", remarks: [String] = [], action: String, fields: [FormField],
    hidden: [HiddenField] = [], button: String, instead: String, back: String, backWords: String,
    faults: [FormFault] = []
  ) {
    (self.heading, self.lead, self.remarks, self.action) = (heading, lead, remarks, action)
    (self.fields, self.hidden, self.button, self.instead) = (fields, hidden, button, instead)
    (self.back, self.backWords, self.faults) = (back, backWords, faults)
    (hasLead, hasFaults) = (!lead.isEmpty, !faults.isEmpty)
  }

  func page(_ views: Views, _ context: ConsoleContext) -> Response {
    views.form("breaches/form", self, title: heading, faults.first, context)
  }
}
