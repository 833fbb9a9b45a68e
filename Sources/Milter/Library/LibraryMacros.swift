import CMilter

/// The macros that libmilter has of a connection.
struct LibraryMacros: Macros {
  private let context: OpaquePointer?

  init(_ context: OpaquePointer?) { self.context = context }

  subscript(_ name: String) -> String? {
    let value = name.withCString { smfi_getsymval(context, UnsafeMutablePointer(mutating: $0)) }
    guard let value, value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Only while negotiating.
  static func ask(_ context: OpaquePointer?) {
    for (step, names) in WantedMacros.all {
      _ = names.withCString { smfi_setsymlist(context, Int32(step), UnsafeMutablePointer(mutating: $0)) }
    }
  }
}
