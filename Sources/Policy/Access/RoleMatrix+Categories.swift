public import Configuration
import Detection

extension RoleMatrix {
  /// The categories whose held mail lies in any of these cabinets, as words of the command contract. What is put into no
  /// cabinet by name lies in the general one.
  public func categories(in cabinets: Set<Cabinet>) -> Set<String> {
    Set(
      Detection.Category.allCases.filter { category in
        let own = self.cabinets.first { $0.value.categories.contains(category) }?.key ?? .general
        return cabinets.contains(own)
      }.map(\.rawValue))
  }
}
