#include "drawing.h"

#include <PDFDoc.h>
#include <Page.h>
#include <splash/SplashBitmap.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "CPageText.h"
#include "pages.h"
#include "sight.h"

namespace {
/// Rows of points that one path's lines may cross; Splash remembers each crossing, four times in a row.
constexpr double most_crossings = 2'000'000;
constexpr int most_path_points = 500'000;
/// Each group inside a group has a picture of the page of its own.
constexpr int most_groups = 8;
unsigned char paper[] = {0xFF};
}

BoundedDrawing::BoundedDrawing(double points_per_unit, int64_t milliseconds)
    : SplashOutputDev(splashModeMono8, 4, false, paper),
      scale(points_per_unit),
      time(milliseconds) {
  setFontAntialias(true);
  setVectorAntialias(true);
}

void BoundedDrawing::check() {
  if (time.is_over()) throw PageFault{POSTERN_PAGE_TIME};
}

void BoundedDrawing::charge(GfxState *state, bool is_stroked) {
  check();
  const GfxPath *path = state->getPath();
  double crossings = 0, points = 0, length = 0;
  for (int i = 0; i < path->getNumSubpaths(); i++) {
    const GfxSubpath *piece = path->getSubpath(i);
    points += piece->getNumPoints();
    double before_x = 0, before_y = 0;
    for (int k = 0; k < piece->getNumPoints(); k++) {
      double x, y;
      state->transform(piece->getX(k), piece->getY(k), &x, &y);
      // What is beyond the page is cut off.
      x = std::isfinite(x) ? std::min(std::max(x, 0.0), state->getPageWidth() * scale) : 0;
      y = std::isfinite(y) ? std::min(std::max(y, 0.0), state->getPageHeight() * scale) : 0;
      if (k > 0) {
        crossings += std::fabs(y - before_y);
        length += std::hypot(x - before_x, y - before_y);
      }
      before_x = x;
      before_y = y;
    }
  }
  // A line that is stroked has two edges, and turns.
  if (is_stroked) {
    crossings *= 2;
    points *= 4;
    double start, period = 0;
    for (double piece : state->getLineDash(&start)) period += state->transformWidth(std::fabs(piece));
    if (period > 0) points += 8 * length / period;
  }
  // Written so that what is no number is refused.
  if (!(crossings <= most_crossings && points <= most_path_points)) throw PageFault{POSTERN_PAGE_TIME};
}

void BoundedDrawing::fill(GfxState *state) {
  charge(state, false);
  SplashOutputDev::fill(state);
}

void BoundedDrawing::eoFill(GfxState *state) {
  charge(state, false);
  SplashOutputDev::eoFill(state);
}

void BoundedDrawing::stroke(GfxState *state) {
  charge(state, true);
  SplashOutputDev::stroke(state);
}

void BoundedDrawing::clip(GfxState *state) {
  charge(state, false);
  SplashOutputDev::clip(state);
}

void BoundedDrawing::eoClip(GfxState *state) {
  charge(state, false);
  SplashOutputDev::eoClip(state);
}

void BoundedDrawing::clipToStrokePath(GfxState *state) {
  charge(state, true);
  SplashOutputDev::clipToStrokePath(state);
}

void BoundedDrawing::beginTransparencyGroup(GfxState *state, const double *bbox, GfxColorSpace *space, bool isolated,
                                            bool knockout, bool forSoftMask) {
  check();
  if (++groups > most_groups) throw PageFault{POSTERN_PAGE_DEPTH};
  SplashOutputDev::beginTransparencyGroup(state, bbox, space, isolated, knockout, forSoftMask);
}

void BoundedDrawing::endTransparencyGroup(GfxState *state) {
  groups--;
  SplashOutputDev::endTransparencyGroup(state);
}

extern "C" bool postern_page_draw(postern_pages *pages, int32_t index, double resolution, int64_t most,
                                  int64_t milliseconds, postern_page_drawing *out) {
  *out = postern_page_drawing{};
  Page *page = pages->document->getPage(index + 1);
  if (!page || !page->isOk()) return false;
  double scale = resolution / 72;
  double columns = page->getCropWidth() * scale, rows = page->getCropHeight() * scale;
  if (!(columns >= 1 && rows >= 1 && columns <= 30'000 && rows <= 30'000 && columns * rows <= double(most))) {
    return false;
  }
  BoundedDrawing drawing(scale, milliseconds);
  drawing.startDoc(pages->document.get());
  try {
    page->display(
        &drawing, resolution, resolution, 0, false, true, false,
        [](void *drawing) {
          static_cast<BoundedDrawing *>(drawing)->check();
          return false;
        },
        &drawing);
  } catch (const PageFault &fault) {
    out->fault = fault.fault;
    return true;
  }
  SplashBitmap *bitmap = drawing.getBitmap();
  if (!bitmap || !bitmap->getDataPtr()) return false;
  out->width = bitmap->getWidth();
  out->height = bitmap->getHeight();
  out->points = static_cast<uint8_t *>(std::malloc(size_t(out->width) * size_t(out->height)));
  if (!out->points) return false;
  for (int row = 0; row < out->height; row++) {
    std::memcpy(out->points + size_t(row) * size_t(out->width),
                bitmap->getDataPtr() + ptrdiff_t(row) * bitmap->getRowSize(), size_t(out->width));
  }
  return true;
}

extern "C" void postern_page_drawing_release(postern_page_drawing *drawing) {
  std::free(drawing->points);
  drawing->points = nullptr;
}
