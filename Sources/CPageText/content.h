#ifndef POSTERN_PAGETEXT_CONTENT_H
#define POSTERN_PAGETEXT_CONTENT_H
#include <Object.h>
#include <Stream.h>

#include <deque>
#include <map>
#include <set>
#include <string>

#include "CPageText.h"

/// Measures what a page would run before it is run: Poppler decodes content without a bound.
class ContentMeasure {
public:
  ContentMeasure(XRef *xref, int64_t file_length) : xref(xref), file_length(file_length) {}

  struct Extent {
    postern_page_fault fault = POSTERN_PAGE_WHOLE;
    int64_t bytes = 0;
    int64_t largest_picture = 0;
  };

  /// A page's content, decoded while it was measured, so that it need not be decoded again.
  struct Decoded {
    /// A stream, or an array of streams and of references to such as were measured before or are large.
    Object contents;
    /// What the streams read from.
    std::deque<std::string> pieces;
    int64_t bytes = 0;
  };

  /// `contents`: a stream, an array of streams, or a reference to either.
  Extent page(const Object &contents, Dict *resources, const postern_page_bounds &bounds, Decoded &decoded);
  /// What a remark draws.
  Extent appearance(const Object &form, const postern_page_bounds &bounds);

private:
  struct Size {
    int64_t bytes;
    postern_page_fault fault;
  };

  XRef *xref;
  int64_t file_length;
  /// Sizes of streams that were decoded already: pages share letter heads.
  std::map<Ref, Size> sizes;
  /// What was found of fonts and the like, which pages share, and how much they decode to together.
  std::map<Ref, postern_page_fault> aid_faults;
  int64_t aid_bytes = 0;

  /// Returns what is to be run for it: what it decodes to, or the same reference.
  Object piece(const Object &reference, const Object &fetched, bool is_damaged, const postern_page_bounds &bounds,
               Extent &extent, Decoded &decoded);
  /// Returns whether `copy` got what the stream decodes to: not when it was measured before, or takes more than `room`.
  bool stream(Stream *stream, const Ref *ref, const postern_page_bounds &bounds, Extent &extent,
              std::string *copy = nullptr, int64_t room = 0);
  void forms(Dict *resources, int depth, std::set<Ref> &seen, const postern_page_bounds &bounds, Extent &extent);
  void form(const Object &form, const Ref *ref, int depth, std::set<Ref> &seen, const postern_page_bounds &bounds,
            Extent &extent);
  /// What drawing needs beside the content: fonts with their tables, patterns, shadings, colour spaces.
  void aids(Dict *resources, const postern_page_bounds &bounds, Extent &extent);
  void aid(const Object &reference, int depth, const postern_page_bounds &bounds, Extent &extent);
};

#endif
