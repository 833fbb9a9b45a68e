#include "postern_phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <exception>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

void postern_phone_prepare(void) { postern_phone_is_possible("+44 20 7946 0123", 16, "GB"); }

bool postern_phone_is_possible(const char *text, size_t length, const char *region) {
  // No exception may cross into Swift.
  try {
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util->Parse(std::string(text, length), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    return util->IsPossibleNumber(number);
  } catch (const std::exception &) {
    return false;
  }
}

static enum postern_phone_kind kind_of(PhoneNumberUtil *util, const PhoneNumber &number) {
  switch (util->GetNumberType(number)) {
  case PhoneNumberUtil::MOBILE:
  // North America does not tell one from the other.
  case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return POSTERN_PHONE_MOBILE;
  case PhoneNumberUtil::FIXED_LINE: return POSTERN_PHONE_LANDLINE;
  default: return POSTERN_PHONE_OTHER;
  }
}

struct postern_phone postern_phone_read(const char *text, size_t length, const char *region) {
  struct postern_phone found = {POSTERN_PHONE_NONE, "", ""};
  try {
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util->Parse(std::string(text, length), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return found;
    if (!util->IsPossibleNumber(number)) return found;
    std::string written, country;
    util->Format(number, PhoneNumberUtil::E164, &written);
    util->GetRegionCodeForNumber(number, &country);
    if (written.size() >= sizeof found.e164) return found;
    std::memcpy(found.e164, written.c_str(), written.size() + 1);
    // "ZZ" is its word for not knowing.
    if (country.size() < sizeof found.region && country != "ZZ")
      std::memcpy(found.region, country.c_str(), country.size() + 1);
    found.kind = kind_of(util, number);
    return found;
  } catch (const std::exception &) {
    return {POSTERN_PHONE_NONE, "", ""};
  }
}
