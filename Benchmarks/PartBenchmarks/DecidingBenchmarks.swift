import Benchmark
import Policy

/// From facts to a decision; and, where recipients are many, from recipients to facts.
func measureDeciding() {
  measureDeciding("a plain letter to one", .plain, to: 1)
  measureDeciding("a letter with findings to 5", .personal, to: 5)
  measureDeciding("a plain letter to 1,000", .plain, to: 1_000)
  measureDeciding("a letter with findings to 1,000", .personal, to: 1_000)
  measure(
    "Deciding: the facts of a plain letter to 1,000",
    prepare: { try Sending(.plain, to: 1_000, at: MeasuredSchool()) }, work: { blackHole($0.facts) })
}

private func measureDeciding(_ name: String, _ letter: Letter, to recipients: Int) {
  measure(
    "Deciding: " + name,
    prepare: {
      let school = try MeasuredSchool()
      return (rules: try school.rules(), facts: try Sending(letter, to: recipients, at: school).facts)
    },
    work: { blackHole($0.rules.decide($0.facts)) })
}
