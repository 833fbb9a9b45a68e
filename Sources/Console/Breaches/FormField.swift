import Hummingbird

/// A field of a form, for the template of that name. Its names are its own: a template takes what is missing in a row from
/// what stands around it.
struct FormField: Sendable {
  struct Option: Sendable {
    var optionID: String
    var optionValue: String
    var optionLabel: String
    var isChosen: Bool
  }

  enum Shape: Sendable { case line, area, radios, boxes, select }

  var fieldName: String
  var fieldLabel: String
  var fieldHint: String
  var typed: String
  var fieldFault: String
  var options: [Option] = []
  let isLine, isArea, isSelect, isSet, hasFieldHint, hasFieldFault, isDescribed: Bool
  /// Of the inputs of a set.
  let setType: String
  let describedBy: String

  /// - Parameters:
  ///   - value: what stands in it; of boxes, those that are ticked stand in `chosen` instead.
  ///   - options: what there is to choose from, with its label.
  init(
    _ name: String, _ label: String, _ shape: Shape = .line, hint: String = "", value: String = "",
    options: [(value: String, label: String)] = [], chosen: Set<String> = [], faults: [FormFault] = []
  ) {
    let fault = faults.first { $0.field == name }?.words ?? ""
    (fieldName, fieldLabel, fieldHint, typed, fieldFault) = (name, label, hint, value, fault)
    let ticked = shape == .boxes ? chosen : [value]
    self.options = options.enumerated().map { place, option in
      // The first one has the field's own id: an error summary leads there.
      Option(
        optionID: place == 0 ? name : "\(name)-\(place + 1)", optionValue: option.value, optionLabel: option.label,
        isChosen: ticked.contains(option.value))
    }
    (isLine, isArea, isSelect) = (shape == .line, shape == .area, shape == .select)
    (isSet, setType) = (shape == .radios || shape == .boxes, shape == .boxes ? "checkbox" : "radio")
    (hasFieldHint, hasFieldFault) = (!hint.isEmpty, !fault.isEmpty)
    let described = [hint.isEmpty ? "" : "\(name)-hint", fault.isEmpty ? "" : "\(name)-error"].filter { !$0.isEmpty }
    (isDescribed, describedBy) = (!described.isEmpty, described.joined(separator: " "))
  }
}
