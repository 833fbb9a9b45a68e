#ifndef POSTERN_PAGETEXT_SIGHT_H
#define POSTERN_PAGETEXT_SIGHT_H
#include <GfxState.h>
#include <OutputDev.h>
#include <TextOutputDev.h>

#include <memory>
#include <vector>

#include "CPageText.h"
#include "time_bound.h"

/// Thrown through Poppler when a bound is reached. What Poppler held is lost: a process that reads documents is not used
/// again for another's mail.
struct PageFault {
  postern_page_fault fault;
};

/// Takes the letters of a page as Poppler draws them, and parts them by whether a reader sees them.
class SightedText : public OutputDev {
public:
  /// Points that are drawn on each side of the page. Annex C.2 of ISO 32000-1: a page has at most 14,400.
  static constexpr int margin = 14'400;
  enum Sight { visible, hidden, invisible, off_page, replaced, sights };

  /// `width`, `height`: of the page as shown, in points.
  SightedText(double width, double height, const postern_page_bounds &bounds, const postern_page_picture *picture);
  ~SightedText() override;

  int32_t doubtful = 0;
  int32_t unnamed = 0;

  postern_page_string text(Sight sight);
  /// Throws when the page has taken too long.
  void check();

  bool upsideDown() override { return true; }
  bool useDrawChar() override { return true; }
  bool interpretType3Chars() override { return false; }
  bool needNonText() override { return false; }
  bool needCharCount() override { return false; }

  void endPage() override;
  void saveState(GfxState *state) override;
  void restoreState(GfxState *state) override;
  void updateFont(GfxState *state) override;
  void updateFillColorSpace(GfxState *) override { is_colour_known = false; }
  void updateFillColor(GfxState *) override { is_colour_known = false; }
  void updateStrokeColorSpace(GfxState *) override { is_colour_known = false; }
  void updateStrokeColor(GfxState *) override { is_colour_known = false; }
  void updateRender(GfxState *) override { is_colour_known = false; }
  void beginStringOp(GfxState *state) override;
  void endStringOp(GfxState *) override { plain = nowhere; }
  void drawChar(GfxState *state, double x, double y, double dx, double dy, double originX, double originY,
                CharCode code, int nBytes, const Unicode *u, int uLen) override;
  void beginActualText(GfxState *state, const GooString *text) override;
  void endActualText(GfxState *state) override;
  void fill(GfxState *state) override;
  void eoFill(GfxState *state) override { fill(state); }

private:
  struct Box {
    double left, top, right, bottom;

    /// Whether it holds what lies around a point.
    bool holds(double x, double y, double reach) const {
      return x - reach > left && x + reach < right && y - reach > top && y + reach < bottom;
    }
  };
  static constexpr Box nowhere{1, 1, 0, 0};

  Box shown;
  const postern_page_bounds &bounds;
  const postern_page_picture *picture;
  TimeBound time;
  int32_t letters = 0;
  int replacements = 0;
  /// Those that have letters, or may get such for which the document gives other words.
  TextPage *pages[sights] = {};
  std::unique_ptr<ActualText> writers[sights];
  /// Coloured areas, on which white letters show.
  std::vector<Box> grounds;

  /// Where the letters of this string show for sure, none being too small, too light or without ink.
  Box plain = nowhere;
  /// Letters that each page of text got.
  int32_t counts[sights] = {};
  /// Whether the ink is nearly white, as long as nobody changes it.
  bool is_colour_known = false;
  bool is_white = false;

  TextPage *page(Sight sight, const GfxState *state);
  static Box box(const GfxState *state, double x, double y, double dx, double dy);
  Sight sight(GfxState *state, double x, double y, double dx, double dy);
  Box clip(const GfxState *state, double edge) const;
  static bool has_ink(const GfxState *state);
  bool is_nearly_white(GfxState *state);
  bool is_doubtful(const Box &box);
  bool is_light(const Box &box) const;
};

#endif
