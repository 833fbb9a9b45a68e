import Benchmark
import PosternKit

/// In microseconds, by the process's own clock. The package's own figure comes in ticks of 10 ms, in which most of what is
/// measured here would be nothing.
private let processorTime = BenchmarkMetric.custom("Processor time (μs)")

/// Registers a benchmark.
/// - Parameters:
///   - prepare: makes what the work needs; not measured.
///   - work: is done again and again, with what `prepare` made.
func measure<Prepared>(
  _ name: String, prepare: @escaping () throws -> Prepared, work: @escaping (Prepared) -> Void
) {
  let configuration = Benchmark.Configuration(
    metrics: [processorTime, .wallClock], timeUnits: .microseconds, units: [processorTime: .count],
    warmupIterations: 3, maxDuration: .seconds(5))
  Benchmark(
    name, configuration: configuration,
    closure: { (benchmark: Benchmark, prepared: Prepared) -> Void in
      let before = ProcessorTime.own
      work(prepared)
      benchmark.measurement(processorTime, Int((ProcessorTime.own - before) * 1_000))
    }, setup: prepare)
}

/// What is measured does not do what it is measured for.
struct UnfitBenchmark: Error, CustomStringConvertible {
  var description: String
}
