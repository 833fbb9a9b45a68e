#ifndef POSTERN_PAGETEXT_DRAWING_H
#define POSTERN_PAGETEXT_DRAWING_H
#include <GfxState.h>
#include <SplashOutputDev.h>

#include <cstdint>

#include "time_bound.h"

/// Draws a page in grey, as long as that costs no more than it may: asks before each piece, and throws a `PageFault`.
class BoundedDrawing : public SplashOutputDev {
public:
  BoundedDrawing(double points_per_unit, int64_t milliseconds);

  /// Throws when the page has taken too long.
  void check();

  void fill(GfxState *state) override;
  void eoFill(GfxState *state) override;
  void stroke(GfxState *state) override;
  void clip(GfxState *state) override;
  void eoClip(GfxState *state) override;
  void clipToStrokePath(GfxState *state) override;
  /// Cut into pieces by Poppler, each of which asks: a function may be a program of any length.
  bool functionShadedFill(GfxState *, GfxFunctionShading *) override { return false; }
  void beginTransparencyGroup(GfxState *state, const double *bbox, GfxColorSpace *space, bool isolated, bool knockout,
                              bool forSoftMask) override;
  void endTransparencyGroup(GfxState *state) override;

private:
  double scale;
  TimeBound time;
  int groups = 0;

  /// Refuses a path whose lines cross more rows of points than are looked at.
  void charge(GfxState *state, bool is_stroked);
};

#endif
