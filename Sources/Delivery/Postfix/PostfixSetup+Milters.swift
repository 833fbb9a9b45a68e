extension PostfixSetup {
  /// What is wrong with how Postfix asks about the mail that comes in to it.
  /// - Parameter milter: the milter's socket as libmilter writes it.
  public func faults(milter: String) -> [PostfixFault] {
    var faults = faults(of: "smtpd_milters", milter) + self.faults(of: "non_smtpd_milters", milter)
    if value("milter_default_action") != "tempfail" {
      faults.append(
        PostfixFault(
          message: "milter_default_action is '\(value("milter_default_action"))': mail could pass unseen, or be lost",
          remedy: "write milter_default_action = tempfail into main.cf"))
    }
    return faults
  }

  private func faults(of parameter: String, _ milter: String) -> [PostfixFault] {
    let roots = Set(services.filter { ["smtpd", "cleanup"].contains($0.program) }.map(root)).union([""])
    let wanted = Set(roots.map { MilterList.postfixAddress(of: milter, root: $0) })
    guard let entry = MilterList(value(parameter)).entries.first(where: { wanted.contains($0.address) }) else {
      return [
        PostfixFault(
          message: "\(parameter) does not name Postern's milter: such mail passes unseen",
          remedy: "write \(parameter) = \(MilterList.postfixAddress(of: milter)) into main.cf")
      ]
    }
    guard let action = entry.settings["default_action"], action != "tempfail" else { return [] }
    return [
      PostfixFault(
        message: "\(parameter) lets mail pass by default_action=\(action) while Postern is down",
        remedy: "write default_action=tempfail there")
    ]
  }
}
