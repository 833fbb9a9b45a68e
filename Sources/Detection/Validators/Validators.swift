/// The checks that rule files may name under `validator:`, one file each in this folder.
public enum Validators {
  /// All of them; names are unique.
  public static let all: [Validator] = [
    upn, uln, uci, nhsNumber, chiNumber, hcNumber, nino, teacherReference, utr, drivingLicence, cardNumber, iban,
    dateOfBirth, postcode, postcodeForm, phoneUK, phoneInternational, emailAddress, vehicleCurrent, vehicleOlder,
    vehicleNorthernIreland, ipv4, ipv6, ipv6Short, macAddress, variedDigits, codeWithDigit, passwordStated,
    passwordSaid, passwordMixed, oneTimeCode, secretToken,
  ]
}
