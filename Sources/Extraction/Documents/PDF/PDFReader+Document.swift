import CPageText
import CPoppler

/// What belongs to a document as a whole: properties, bookmarks, alternative texts, layers, files inside.
extension PDFReader {
  static func properties(of document: PDFDocument, _ reading: inout DocumentReading) {
    let handle = document.handle
    let lines = [
      poppler_document_get_title(handle), poppler_document_get_author(handle), poppler_document_get_subject(handle),
      poppler_document_get_keywords(handle),
    ].compactMap { String(taking: $0) }
    reading.add(lines.filter { !$0.isEmpty }.joined(separator: "\n"), kind: .property, place: "properties")
    if let metadata = String(taking: poppler_document_get_metadata(handle)) {
      var inside = DocumentReading()
      Array(metadata.utf8).withUnsafeBytes { XMLFile.read($0, into: &inside) }
      let known = lines.joined(separator: "\n")
      for text in inside.texts {
        if case .prose(let prose) = text.content, !known.contains(prose.trimmed) {
          reading.add(prose, kind: .property, place: "metadata")
        }
      }
    }
    var titles: [String] = []
    if let bookmarks = poppler_index_iter_new(handle) {
      defer { poppler_index_iter_free(bookmarks) }
      Self.titles(bookmarks, depth: 0, &titles)
    }
    reading.add(titles.joined(separator: "\n"), kind: .property, place: "bookmarks")
    var texts: [String] = []
    var elements = 0
    if let tags = poppler_structure_element_iter_new(handle) {
      defer { poppler_structure_element_iter_free(tags) }
      alternatives(tags, depth: 0, &elements, &texts)
    }
    reading.add(texts.joined(separator: "\n"), kind: .altText, place: "alternative texts")
  }

  private static func titles(_ bookmarks: OpaquePointer, depth: Int, _ titles: inout [String]) {
    repeat {
      guard titles.count < 10_000 else { return }
      if let action = poppler_index_iter_get_action(bookmarks) {
        if let title = action.pointee.any.title { titles.append(String(cString: title)) }
        poppler_action_free(action)
      }
      if depth < 32, let child = poppler_index_iter_get_child(bookmarks) {
        Self.titles(child, depth: depth + 1, &titles)
        poppler_index_iter_free(child)
      }
    } while poppler_index_iter_next(bookmarks) != 0
  }

  /// Texts that tags give for pictures, or instead of what is drawn (ISO 32000-1 §14.9.3, §14.9.4).
  private static func alternatives(
    _ tags: OpaquePointer, depth: Int, _ elements: inout Int, _ texts: inout [String]
  ) {
    repeat {
      elements += 1
      guard elements < 100_000 else { return }
      if let element = poppler_structure_element_iter_get_element(tags) {
        if poppler_structure_element_is_content(element) == 0 {
          for text in [
            String(taking: poppler_structure_element_get_alt_text(element)),
            String(taking: poppler_structure_element_get_actual_text(element)),
          ] { if let text, !text.isEmpty { texts.append(text) } }
        }
        g_object_unref(UnsafeMutableRawPointer(element))
      }
      if depth < 64, let child = poppler_structure_element_iter_get_child(tags) {
        alternatives(child, depth: depth + 1, &elements, &texts)
        poppler_structure_element_iter_free(child)
      }
    } while poppler_structure_element_iter_next(tags) != 0
  }
}

extension PDFDocument {
  /// Switches all layers on that are off.
  /// - Returns: their names.
  func showHiddenLayers() -> [String] {
    guard let layers = poppler_layers_iter_new(handle) else { return [] }
    defer { poppler_layers_iter_free(layers) }
    var names: [String] = []
    Self.show(layers, depth: 0, &names)
    postern_pages_show_layers(contents)
    return names
  }

  private static func show(_ layers: OpaquePointer, depth: Int, _ names: inout [String]) {
    repeat {
      guard names.count < 1_000 else { return }
      if let layer = poppler_layers_iter_get_layer(layers) {
        if poppler_layer_is_visible(layer) == 0 {
          names.append(poppler_layer_get_title(layer).map { String(cString: $0) } ?? "")
          poppler_layer_show(layer)
        }
        g_object_unref(UnsafeMutableRawPointer(layer))
      }
      if depth < 16, let child = poppler_layers_iter_get_child(layers) {
        show(child, depth: depth + 1, &names)
        poppler_layers_iter_free(child)
      }
    } while poppler_layers_iter_next(layers) != 0
  }
}
