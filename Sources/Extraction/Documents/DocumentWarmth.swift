import CXML

/// Takes each library's ways once, before files become unreachable.
enum DocumentWarmth {
  static func prepare() {
    xmlInitParser()
    ArchiveWarmth.prepare()
  }
}
