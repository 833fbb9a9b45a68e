/// A filter's state in the text format of Prometheus, version 0.0.4, by its naming conventions (prometheus.io, "Exposition
/// formats", "Metric and label naming"). It names no person, address or message, and links no rule to anybody.
public struct Metrics: Sendable, CustomStringConvertible {
  /// What the answer's `Content-Type` says.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private var text = ""

  /// - Parameters:
  ///   - state: nil where no filter has ever said anything.
  ///   - now: Unix time in seconds.
  public init(_ state: FilterState?, at now: Int64) {
    let isUp = state?.isFresh(at: now) ?? false
    gauge("postern_filter_up", "Whether the filter was seen within \(FilterState.patience) seconds.", isUp ? 1 : 0)
    guard let state else { return }
    times(state)
    workers(state.workers)
    queues(state, now)
    messages(state)
  }

  /// The whole answer.
  public var description: String { text }

  private mutating func times(_ state: FilterState) {
    gauge("postern_filter_seen_timestamp_seconds", "When the filter last told its state.", state.writtenAt)
    gauge("postern_filter_start_timestamp_seconds", "When the filter began.", state.startedAt)
    family("postern_rules_info", "gauge", "The version of the rules in force.")
    sample("postern_rules_info", [("version", String(state.ruleSet.prefix(12)))], "1")
    gauge("postern_rules", "Rules in force.", state.rules)
    gauge("postern_records_people", "People whom the school's records name.", state.people)
    if state.recordsWrittenAt > 0 {
      gauge(
        "postern_records_written_timestamp_seconds", "When the oldest file of the records was written.",
        state.recordsWrittenAt)
    }
    if let read = state.directoryReadAt {
      gauge("postern_directory_read_timestamp_seconds", "When the directory last answered.", read)
    }
    if let cared = state.caredAt {
      gauge("postern_retention_run_timestamp_seconds", "When retention last ran.", cared)
    }
    gauge("postern_bypass_active", "Whether the emergency switch is on.", state.bypassIsOn ? 1 : 0)
  }

  private mutating func workers(_ workers: FilterState.Workers) {
    family("postern_workers", "gauge", "Processes that read mail.")
    sample("postern_workers", [("state", "busy")], "\(workers.busy)")
    sample("postern_workers", [("state", "idle")], "\(workers.idle)")
    gauge("postern_workers_configured", "Workers that the configuration asks for.", workers.wanted)
    gauge("postern_worker_waiting_messages", "Messages that wait for a worker.", workers.waiting)
    counter("postern_worker_starts_total", "Workers that were started.", workers.started)
    counter("postern_worker_deaths_total", "Workers that ended by a crash, a bound or a kill.", workers.died)
    counter("postern_zygote_starts_total", "Zygotes that were started.", workers.zygotes)
    counter("postern_worker_timeouts_total", "Readings that ran out of time.", workers.outOfTime)
    counters(
      "postern_sandbox_refused_calls_total", "System calls that the sandbox refused.", "call", workers.refusedCalls)
  }

  private mutating func queues(_ state: FilterState, _ now: Int64) {
    gauge("postern_pending_messages", "Messages that are read in the background.", state.pending.count)
    gauge("postern_pending_oldest_seconds", "Age of the oldest of them.", age(state.pending, now))
    gauge("postern_outbox_messages", "Messages and letters that wait for Postfix.", state.outbox.count)
    gauge("postern_outbox_oldest_seconds", "Age of the oldest of them.", age(state.outbox, now))
  }

  private mutating func messages(_ state: FilterState) {
    counters("postern_messages_total", "Messages judged, by what the rules say.", "action", state.actions)
    counters("postern_replies_total", "Messages judged, by what Postfix was told.", "reply", state.replies)
    counter("postern_bypassed_messages_total", "Messages that went by the emergency switch.", state.bypassed)
    let name = "postern_inspection_duration_seconds"
    family(name, "histogram", "From the message at hand to the decision.")
    var sum = 0
    for (bound, count) in zip(state.inspections.bounds, state.inspections.counts) {
      sum += count
      sample(name + "_bucket", [("le", "\(bound)")], "\(sum)")
    }
    sample(name + "_bucket", [("le", "+Inf")], "\(state.inspections.count)")
    sample(name + "_sum", [], "\(state.inspections.sum)")
    sample(name + "_count", [], "\(state.inspections.count)")
  }

  private func age(_ queue: FilterState.Queue, _ now: Int64) -> Int64 { queue.oldest.map { max(0, now - $0) } ?? 0 }

  private mutating func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) {
    family(name, "gauge", help)
    sample(name, [], "\(value)")
  }

  private mutating func counter(_ name: String, _ help: String, _ value: Int) {
    family(name, "counter", help)
    sample(name, [], "\(value)")
  }

  private mutating func counters(_ name: String, _ help: String, _ label: String, _ values: [String: Int]) {
    family(name, "counter", help)
    for (word, count) in values.sorted(by: { $0.key < $1.key }) { sample(name, [(label, word)], "\(count)") }
  }

  private mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
    let inner = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += inner.isEmpty ? "\(name) \(value)\n" : "\(name){\(inner)} \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
