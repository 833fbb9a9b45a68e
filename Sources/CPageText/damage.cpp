#include "damage.h"

#include <Error.h>
#include <GlobalParams.h>

#include <cstring>
#include <mutex>

namespace {
thread_local bool seen = false;

void take(ErrorCategory, Goffset, const char *message) {
  // Stream.cc and Gfx.cc of Poppler 22.12: what ends a stream of content early, or leaves it out.
  for (const char *words : {"Unknown filter", "flate stream", "flate code", "LZW stream", "Weird page contents"}) {
    if (std::strstr(message, words)) seen = true;
  }
}
}

void DamageWatch::start() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Never ended: Poppler sets its own receiver of messages again when the first user comes after the last has gone.
    new GlobalParamsIniter(take);
    setErrorCallback(take);
  });
}

DamageWatch::DamageWatch() : before(seen) { seen = false; }
DamageWatch::~DamageWatch() { seen = before; }
bool DamageWatch::isDamaged() const { return seen; }
