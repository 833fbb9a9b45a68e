import Benchmark

/// What the package's runner asks for: each part of a message's way by itself, so that a change of one part is seen where
/// the whole way would hide it.
let benchmarks: @Sendable () -> Void = {
  measureReading()
  measureDetecting()
  measureDeciding()
}
