import Configuration
import Glibc
import Inspection

extension Doctor {
  /// Rules, records and workers: all that a message is judged by.
  func rules() -> [Diagnosis] {
    let checker: Checker
    do {
      checker = try Checker(settings, file: file)
    } catch let error as ConfigurationError {
      return [
        Diagnosis(
          "rules", .fail, "\(error)", remedy: "mend what is named there; a running filter keeps its last good rules")
      ]
    } catch {
      return [
        Diagnosis(
          "workers", .fail, "no worker starts, so that nothing can be read: \(error)",
          remedy: "see that postern-inspector lies beside postern, and that the kernel has seccomp")
      ]
    }
    defer { checker.close() }
    var found = [Diagnosis("rules", .ok, checker.summary)]
    found += checker.warnings.prefix(5).map {
      Diagnosis("records", .warn, $0, remedy: "mend it in the school's records")
    }
    if checker.warnings.count > 5 {
      found.append(
        Diagnosis(
          "records", .warn, "\(checker.warnings.count - 5) more remarks on the records",
          remedy: "'postern rules check' lists them all"))
    }
    found.append(age(of: checker))
    let answer = checker.detect(id: .text("doctor"), text: "A line to read.")
    found.append(
      answer.failure.map {
        Diagnosis(
          "workers", .fail, "a worker starts and cannot read: \($0)", remedy: "see Postern's log for the reason")
      } ?? Diagnosis("workers", .ok, "workers start, lock themselves down and read"))
    let gaps = checker.wallGaps
    found.append(
      gaps.isEmpty
        ? Diagnosis("wall", .ok, "seccomp and Landlock stand around the workers")
        : Diagnosis(
          "wall", .warn, gaps.joined(separator: "; "),
          remedy: "run a later kernel; in a container, or under a unit of one's own, allow Landlock's system calls"))
    return found
  }

  private func age(of checker: Checker) -> Diagnosis {
    if checker.people == 0 {
      return Diagnosis(
        "records", .warn, "the records name nobody, so that no message is about anybody whom Postern knows",
        remedy: "name the school's files with 'people:', or import them with 'postern people import'")
    }
    let age = checker.recordsAge
    let now = Int64(time(nil))
    if let warning = age.warning(at: now) {
      return Diagnosis("records", .warn, warning, remedy: "look at the nightly import and at the export that it reads")
    }
    return Diagnosis("records", .ok, "\(checker.people) people, from files that are \(age.days(at: now)) days old")
  }
}
