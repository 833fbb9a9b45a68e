#include "postern_phone.h"

#include <phonenumbers/phonenumberutil.h>

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
