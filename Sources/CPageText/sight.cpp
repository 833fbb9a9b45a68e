#include "sight.h"

#include <GfxFont.h>
#include <Page.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "copied.h"

namespace {
/// Coloured areas that are remembered of one page.
constexpr size_t most_grounds = 2'000;
/// Print below one and a half points cannot be read.
constexpr double tiny = 1.5;

double lightness(const GfxRGB &colour) {
  // The weights of ITU-R BT.601.
  return 0.299 * colToDbl(colour.r) + 0.587 * colToDbl(colour.g) + 0.114 * colToDbl(colour.b);
}

/// The font's size as drawn, or up to half more: GfxState::getTransformedFontSize takes a root.
double size_at_most(const GfxState *state) {
  const double *text = state->getTextMat();
  double x, y;
  state->transformDelta(text[2] * state->getFontSize(), text[3] * state->getFontSize(), &x, &y);
  return std::fabs(x) + std::fabs(y);
}
}

SightedText::SightedText(double width, double height, const postern_page_bounds &bounds,
                         const postern_page_picture *picture)
    : shown{margin, margin, margin + width, margin + height},
      bounds(bounds),
      picture(picture),
      time(bounds.milliseconds) {}

SightedText::~SightedText() {
  for (int i = 0; i < sights; i++) {
    writers[i].reset();
    if (pages[i]) pages[i]->decRefCnt();
  }
}

TextPage *SightedText::page(Sight sight, const GfxState *state) {
  if (!pages[sight]) {
    pages[sight] = new TextPage(false);
    pages[sight]->startPage(state);
    pages[sight]->updateFont(state);
    writers[sight] = std::make_unique<ActualText>(pages[sight]);
  }
  return pages[sight];
}

void SightedText::endPage() {
  for (int i = 0; i < sights; i++) {
    if (!pages[i]) continue;
    pages[i]->endPage();
    if (counts[i] > 0) pages[i]->coalesce(true, 0, false);
  }
}

postern_page_string SightedText::text(Sight sight) {
  std::string text;
  if (counts[sight] == 0) return postern_page_string{nullptr, 0};
  // With the spaces between words, most of the time.
  text.reserve(size_t(counts[sight]) * 3 / 2);
  pages[sight]->dump(
      &text, [](void *text, const char *piece, int length) { static_cast<std::string *>(text)->append(piece, length); },
      false, eolUnix, false);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return copied(text);
}

void SightedText::check() {
  if (time.is_over()) throw PageFault{POSTERN_PAGE_TIME};
}

void SightedText::saveState(GfxState *) { check(); }

void SightedText::restoreState(GfxState *state) {
  is_colour_known = false;
  updateFont(state);
}

void SightedText::updateFont(GfxState *state) {
  for (TextPage *page : pages) {
    if (page) page->updateFont(state);
  }
}

void SightedText::beginActualText(GfxState *state, const GooString *text) {
  replacements++;
  for (int i = 0; i < sights; i++) {
    page(Sight(i), state);
    writers[i]->begin(state, text);
  }
}

void SightedText::endActualText(GfxState *state) {
  replacements = std::max(0, replacements - 1);
  for (auto &writer : writers) {
    if (writer) writer->end(state);
  }
}

void SightedText::drawChar(GfxState *state, double x, double y, double dx, double dy, double, double, CharCode code,
                           int nBytes, const Unicode *u, int uLen) {
  if (++letters > bounds.letters) throw PageFault{POSTERN_PAGE_LETTERS};
  if (letters % 64 == 0) check();
  if (uLen == 0 && (state->getRender() & 3) != 3) unnamed++;
  Sight seen = sight(state, x, y, dx, dy);
  counts[seen]++;
  TextPage *own = page(seen, state);
  if (replacements == 0) return own->addChar(state, x, y, dx, dy, code, nBytes, u, uLen);
  counts[replaced]++;
  page(replaced, state)->addChar(state, x, y, dx, dy, code, nBytes, u, uLen);
  writers[seen]->addChar(state, x, y, dx, dy, code, nBytes, u, uLen);
}

SightedText::Box SightedText::box(const GfxState *state, double x, double y, double dx, double dy) {
  double left, top, right, bottom;
  state->transform(x, y, &left, &top);
  state->transformDelta(dx, dy, &right, &bottom);
  double m11, m12, m21, m22;
  state->getFontTransMat(&m11, &m12, &m21, &m22);
  // A letter's height, upwards and downwards; the matrix has the font's size in it.
  double up_x = m21 * 0.75, up_y = m22 * 0.75, down_x = -m21 * 0.2, down_y = -m22 * 0.2;
  double xs[] = {left + up_x, left + down_x, left + right + up_x, left + right + down_x};
  double ys[] = {top + up_y, top + down_y, top + bottom + up_y, top + bottom + down_y};
  return Box{*std::min_element(xs, xs + 4), *std::min_element(ys, ys + 4), *std::max_element(xs, xs + 4),
             *std::max_element(ys, ys + 4)};
}

/// What of the page is not clipped, less a margin.
SightedText::Box SightedText::clip(const GfxState *state, double edge) const {
  double left, top, right, bottom;
  state->getClipBBox(&left, &top, &right, &bottom);
  return Box{std::max(left, shown.left) + edge, std::max(top, shown.top) + edge, std::min(right, shown.right) - edge,
             std::min(bottom, shown.bottom) - edge};
}

void SightedText::beginStringOp(GfxState *state) {
  double size = size_at_most(state);
  bool is_plain = has_ink(state) && size >= 2 * tiny && !is_nearly_white(state);
  plain = is_plain ? clip(state, size) : nowhere;
}

SightedText::Sight SightedText::sight(GfxState *state, double x, double y, double dx, double dy) {
  double at_x, at_y, across, along;
  state->transform(x, y, &at_x, &at_y);
  state->transformDelta(dx, dy, &across, &along);
  // Nearly every letter stands well within the page and what is clipped, and needs no second look.
  double reach = std::fabs(across) + std::fabs(along);
  if (plain.holds(at_x, at_y, reach)) return visible;
  Box place = box(state, x, y, dx, dy);
  // Written so that what is no number stays visible.
  if (place.right <= shown.left || place.left >= shown.right || place.bottom <= shown.top ||
      place.top >= shown.bottom) {
    return off_page;
  }
  if (!has_ink(state)) return invisible;
  double left, top, right, bottom;
  state->getClipBBox(&left, &top, &right, &bottom);
  if (place.right <= left || place.left >= right || place.bottom <= top || place.top >= bottom) return invisible;
  // A Type 3 font says nothing of its size, but its letters have a width.
  if (state->getTransformedFontSize() < tiny && std::hypot(across, along) < tiny) return hidden;
  return is_nearly_white(state) && is_doubtful(place) ? hidden : visible;
}

bool SightedText::has_ink(const GfxState *state) {
  // ISO 32000-1 table 106: 3 paints nothing, 7 only clips.
  int mode = state->getRender() & 3;
  return mode != 3 && !((mode == 1 ? state->getStrokeOpacity() : state->getFillOpacity()) < 0.05);
}

bool SightedText::is_nearly_white(GfxState *state) {
  if (!is_colour_known) {
    GfxRGB colour;
    if ((state->getRender() & 3) == 1) {
      state->getStrokeRGB(&colour);
    } else {
      state->getFillRGB(&colour);
    }
    is_white = std::min({colToDbl(colour.r), colToDbl(colour.g), colToDbl(colour.b)}) > 0.93;
    is_colour_known = true;
  }
  return is_white;
}

bool SightedText::is_doubtful(const Box &box) {
  double x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
  for (const Box &ground : grounds) {
    if (x > ground.left && x < ground.right && y > ground.top && y < ground.bottom) return false;
  }
  if (picture && picture->points) return is_light(box);
  doubtful++;
  return true;
}

/// Whether a piece of the drawn page has no dark point. One point is 1/72 inch.
bool SightedText::is_light(const Box &box) const {
  auto bound = [](double value, int32_t end) { return int32_t(std::min(std::max(value, 0.0), double(end))); };
  int32_t left = bound(std::floor(box.left - margin), picture->width);
  int32_t right = bound(std::ceil(box.right - margin), picture->width);
  int32_t top = bound(std::floor(box.top - margin), picture->height);
  int32_t bottom = bound(std::ceil(box.bottom - margin), picture->height);
  for (int32_t row = top; row < bottom; row++) {
    for (int32_t column = left; column < right; column++) {
      if (picture->points[size_t(row) * size_t(picture->width) + size_t(column)] < 215) return false;
    }
  }
  return true;
}

void SightedText::fill(GfxState *state) {
  check();
  if (grounds.size() >= most_grounds || state->getFillOpacity() < 0.3) return;
  GfxRGB colour;
  state->getFillRGB(&colour);
  if (lightness(colour) > 0.85) return;
  const GfxPath *path = state->getPath();
  // A bar or a cell of a table; what has many corners covers nobody knows what.
  if (path->getNumSubpaths() != 1 || path->getSubpath(0)->getNumPoints() > 5) return;
  const GfxSubpath *outline = path->getSubpath(0);
  Box box{1e9, 1e9, -1e9, -1e9};
  for (int i = 0; i < outline->getNumPoints(); i++) {
    double x, y;
    state->transform(outline->getX(i), outline->getY(i), &x, &y);
    box = Box{std::min(box.left, x), std::min(box.top, y), std::max(box.right, x), std::max(box.bottom, y)};
  }
  double left, top, right, bottom;
  state->getClipBBox(&left, &top, &right, &bottom);
  grounds.push_back(Box{std::max(box.left, left), std::max(box.top, top), std::min(box.right, right),
                        std::min(box.bottom, bottom)});
}
