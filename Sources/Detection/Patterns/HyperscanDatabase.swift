import CHyperscan
import Glibc

/// Expressions compiled by Hyperscan in block and byte mode, without start of match: the fastest shape that it has.
final class HyperscanDatabase: @unchecked Sendable {
  // Sendable because Hyperscan never writes to a compiled database; each scan brings its own scratch space.
  let database: OpaquePointer

  /// Why the expressions do not compile.
  struct Refusal: Error {
    /// The number of the expression that is to blame, if one is.
    var expression: Int?
    var message: String
  }

  /// - Parameter cache: where the result of an earlier start may lie, and this one's is kept.
  init(_ expressions: [String], _ cache: PatternCache? = nil) throws(Refusal) {
    if let kept = cache?.database(for: expressions) {
      database = kept
      return
    }
    var texts = expressions.map { UnsafePointer<CChar>?(strdup($0)) }
    defer { for text in texts { free(UnsafeMutablePointer(mutating: text)) } }
    let flags = [UInt32](repeating: UInt32(HS_FLAG_DOTALL), count: expressions.count)
    let ids = (0..<UInt32(expressions.count)).map { $0 }
    var database: OpaquePointer?
    var failure: UnsafeMutablePointer<hs_compile_error_t>?
    let result = hs_compile_multi(
      &texts, flags, ids, UInt32(expressions.count), UInt32(HS_MODE_BLOCK), nil, &database, &failure)
    guard result == HS_SUCCESS, let database else {
      defer { hs_free_compile_error(failure) }
      let number = failure.map { Int($0.pointee.expression) } ?? -1
      let reason = failure.map { String(cString: $0.pointee.message) } ?? "error \(result)"
      throw Refusal(
        expression: number >= 0 ? number : nil,
        message:
          "Hyperscan cannot take this expression (\(reason)): make its repetitions smaller, or split it into several")
    }
    self.database = database
    cache?.keep(database, for: expressions)
  }

  deinit { hs_free_database(database) }
}
