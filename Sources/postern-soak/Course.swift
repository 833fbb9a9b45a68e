import PosternKit

/// What is watched.
enum Quantity: CaseIterable {
  case memory, memoryFiles, descriptors

  var name: String {
    switch self {
    case .memory: "memory (proportional set), MiB"
    case .memoryFiles: "memory files, MiB"
    case .descriptors: "descriptors"
    }
  }

  /// A rise that is none yet, in the quantity's own unit: what caches and queues come and go by.
  var leeway: Double { 8 }
}

/// All of Postern's processes at one moment.
struct Sample {
  /// Since the first one, in seconds.
  var second: Double
  /// MiB.
  var memory: Double
  /// MiB.
  var memoryFiles: Double
  var descriptors: Double
  var processes: Int
  /// Messages that were taken so far.
  var messages: Int

  func value(_ quantity: Quantity) -> Double {
    switch quantity {
    case .memory: memory
    case .memoryFiles: memoryFiles
    case .descriptors: descriptors
    }
  }
}

/// What came of a run.
struct Course {
  var samples: [Sample]
  /// Messages a second: measured at full load, and asked for.
  var capacity: Double?
  var rate: Double
  /// Messages that were neither taken nor refused by a rule.
  var failures: Int
  var firstFailure: String?
}

/// Whether a quantity grew: by the straight line of least squares through the second half of the samples.
struct Verdict {
  let quantity: Quantity
  /// Over all samples.
  let least: Double
  let most: Double
  /// The mean of the second half.
  let mean: Double
  /// How much the line rises over the second half.
  let rise: Double

  init(_ quantity: Quantity, _ samples: [Sample]) {
    self.quantity = quantity
    let all = samples.map { $0.value(quantity) }
    least = all.min() ?? 0
    most = all.max() ?? 0
    let half = samples.suffix((samples.count + 1) / 2)
    let points = half.map { (x: $0.second, y: $0.value(quantity)) }
    let count = Double(max(points.count, 1))
    let (x, y) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
    let spread = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    let slope = spread > 0 ? points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread : 0
    mean = y
    rise = slope * ((points.last?.x ?? 0) - (points.first?.x ?? 0))
  }

  var isFlat: Bool { rise <= max(mean / 20, quantity.leeway) }
}
