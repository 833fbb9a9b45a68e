/// The 72 hours of UK GDPR Article 33(1), which run from when the controller became aware, by day and night, at weekends
/// and in holidays: a period in hours is not made longer by them (Regulation (EEC, Euratom) 1182/71 Article 3(3) and (4)).
public struct BreachClock: Hashable, Sendable {
  public static let hours = 72
  /// After so many hours the officers of the register are warned.
  public static let warnings = [24, 48, 66, 72]

  /// When the controller became aware; Unix time in seconds.
  public var start: Int64
  /// Unix time in seconds.
  public var deadline: Int64 { start + Int64(Self.hours) * 3_600 }

  public init(start: Int64) { self.start = start }

  /// Whole hours that have gone by.
  public func elapsed(at time: Int64) -> Int { Int(max(0, time - start) / 3_600) }

  /// Hours that are left, begun ones counted; negative once it is over, by the begun hours since.
  public func left(at time: Int64) -> Int {
    let rest = deadline - time
    return rest >= 0 ? Int((rest + 3_599) / 3_600) : -Int((-rest + 3_599) / 3_600)
  }

  public func isOver(at time: Int64) -> Bool { time >= deadline }

  /// The last warning whose time has come; nil for none.
  public func warning(at time: Int64) -> Int? {
    Self.warnings.last { time - start >= Int64($0) * 3_600 }
  }
}
