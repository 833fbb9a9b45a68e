#ifndef POSTERN_PAGETEXT_COPIED_H
#define POSTERN_PAGETEXT_COPIED_H
#include <cstdlib>
#include <cstring>
#include <string>

#include "CPageText.h"

/// A string for who calls from outside, who gives it back; none where it is empty, or there is no memory.
inline postern_page_string copied(const std::string &text) {
  postern_page_string copy{nullptr, 0};
  if (text.empty()) return copy;
  copy.start = static_cast<char *>(std::malloc(text.size()));
  if (!copy.start) return copy;
  copy.length = int64_t(text.size());
  std::memcpy(copy.start, text.data(), text.size());
  return copy;
}

#endif
