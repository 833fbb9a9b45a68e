/// Where a school is. Law and words differ: what is a designated safeguarding lead in England is a designated teacher in
/// Northern Ireland.
public enum Nation: String, CaseIterable, Codable, Sendable, Hashable {
  case england, wales, scotland
  case northernIreland = "northern_ireland"
}
