import CPoppler

/// What lies on a page beside its text: remarks, form fields, links, files.
extension PDFReader {
  static func marks(
    on page: PDFPage, _ place: String, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    remarks(on: page, place, &reading, &budget)
    fields(on: page, place, &reading, &budget)
    links(on: page, place, &reading)
  }

  private static func remarks(
    on page: PDFPage, _ place: String, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    guard let list = poppler_page_get_annot_mapping(page.handle) else { return }
    defer { poppler_page_free_annot_mapping(list) }
    var remarks: [String] = []
    var boxes: [String] = []
    for item in list.items(of: PopplerAnnotMapping.self) {
      guard let annotation = item.pointee.annot else { continue }
      let contents = String(taking: poppler_annot_get_contents(annotation)) ?? ""
      switch poppler_annot_get_annot_type(annotation) {
      case POPPLER_ANNOT_WIDGET, POPPLER_ANNOT_LINK, POPPLER_ANNOT_POPUP: remarks.append(contents)
      case POPPLER_ANNOT_FREE_TEXT: boxes.append(contents)
      case let type:
        remarks.append(contents)
        if isRemark(annotation) {
          remarks.append(String(taking: poppler_annot_markup_get_subject(annotation)) ?? "")
          remarks.append(String(taking: poppler_annot_markup_get_label(annotation)) ?? "")
        }
        if type == POPPLER_ANNOT_FILE_ATTACHMENT, let file = poppler_annot_file_attachment_get_attachment(annotation) {
          take(file, place, &reading, &budget)
        }
      }
    }
    reading.add(boxes.filter { !$0.isEmpty }.joined(separator: "\n"), place: "\(place) › text boxes")
    reading.add(remarks.filter { !$0.isEmpty }.joined(separator: "\n"), kind: .comment, place: "\(place) › comments")
  }

  private static func isRemark(_ annotation: OpaquePointer) -> Bool {
    let instance = UnsafeMutableRawPointer(annotation).assumingMemoryBound(to: GTypeInstance.self)
    return g_type_check_instance_is_a(instance, poppler_annot_markup_get_type()) != 0
  }

  private static func fields(
    on page: PDFPage, _ place: String, _ reading: inout DocumentReading, _ budget: inout DocumentBudget
  ) {
    guard let list = poppler_page_get_form_field_mapping(page.handle) else { return }
    defer { poppler_page_free_form_field_mapping(list) }
    var lines: [String] = []
    for item in list.items(of: PopplerFormFieldMapping.self) {
      guard let field = item.pointee.field else { continue }
      var value = ""
      switch poppler_form_field_get_field_type(field) {
      case POPPLER_FORM_FIELD_TEXT: value = String(taking: poppler_form_field_text_get_text(field)) ?? ""
      case POPPLER_FORM_FIELD_CHOICE: value = choice(field)
      case POPPLER_FORM_FIELD_BUTTON: value = poppler_form_field_button_get_state(field) != 0 ? "yes" : ""
      default: break
      }
      guard !value.isEmpty else { continue }
      // The alternative name is what a reader is told of the field (ISO 32000-1 §12.7.3.1).
      let name =
        String(taking: poppler_form_field_get_alternate_ui_name(field))
        ?? String(taking: poppler_form_field_get_name(field)) ?? ""
      lines.append(name.isEmpty ? value : "\(name): \(value)")
    }
    let text = lines.joined(separator: "\n")
    guard budget.take(bytes: text.utf8.count) else { return reading.fail(.bytes) }
    reading.add(text, kind: .formField, place: "\(place) › form fields")
  }

  private static func choice(_ field: OpaquePointer) -> String {
    let count = min(poppler_form_field_choice_get_n_items(field), 10_000)
    var chosen = (0..<max(count, 0)).compactMap { index in
      poppler_form_field_choice_is_item_selected(field, index) != 0
        ? String(taking: poppler_form_field_choice_get_item(field, index)) : nil
    }
    if poppler_form_field_choice_is_editable(field) != 0,
      let typed = String(taking: poppler_form_field_choice_get_text(field)), !chosen.contains(typed)
    {
      chosen.append(typed)
    }
    return chosen.joined(separator: ", ")
  }

  private static func links(on page: PDFPage, _ place: String, _ reading: inout DocumentReading) {
    guard let list = poppler_page_get_link_mapping(page.handle) else { return }
    defer { poppler_page_free_link_mapping(list) }
    var targets: [String] = []
    for item in list.items(of: PopplerLinkMapping.self) {
      guard let action = item.pointee.action else { continue }
      let target: UnsafeMutablePointer<gchar>? =
        switch action.pointee.type {
        case POPPLER_ACTION_URI: action.pointee.uri.uri
        case POPPLER_ACTION_GOTO_REMOTE: action.pointee.goto_remote.file_name
        case POPPLER_ACTION_LAUNCH: action.pointee.launch.file_name
        default: nil
        }
      guard let target else { continue }
      let text = String(cString: target)
      if targets.last != text { targets.append(text) }
    }
    reading.add(targets.joined(separator: "\n"), kind: .property, place: "\(place) › links")
  }
}
