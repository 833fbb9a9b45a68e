/// The kinds of identifier of the command contract; `rules/identifiers/KIND.yaml` tells each one's source and form.
public enum IdentifierKind: String, CaseIterable, Codable, Sendable, Hashable {
  case upn, uln, uci
  case nhsNumber = "nhs_number"
  case chiNumber = "chi_number"
  case hcNumber = "hc_number"
  case nino, trn, utr, passport
  case drivingLicence = "driving_licence"
  case visa
  case dbsCertificate = "dbs_certificate"
  case cardNumber = "card_number"
  case iban
  case sortCode = "sort_code"
  case bankAccount = "bank_account"
  case dateOfBirth = "date_of_birth"
  case postcode, phone
  case emailAddress = "email_address"
  case vehicleRegistration = "vehicle_registration"
  case ipAddress = "ip_address"
  case macAddress = "mac_address"
  case caseReference = "case_reference"
  case password
  case oneTimeCode = "one_time_code"
  case secretKey = "secret_key"
}
