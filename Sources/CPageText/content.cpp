#include "content.h"

#include <Dict.h>
#include <XRef.h>

#include <algorithm>

#include "damage.h"

namespace {
void fail(ContentMeasure::Extent &extent, postern_page_fault fault) {
  if (extent.fault == POSTERN_PAGE_WHOLE) extent.fault = fault;
}
}

ContentMeasure::Extent ContentMeasure::page(const Object &contents, Dict *resources,
                                            const postern_page_bounds &bounds) {
  Extent extent;
  Object pieces = contents.isRef() ? xref->fetch(contents.getRef()) : contents.copy();
  if (pieces.isArray()) {
    for (int i = 0; i < pieces.arrayGetLength() && extent.fault == POSTERN_PAGE_WHOLE; i++) {
      piece(pieces.arrayGetNF(i), bounds, extent);
    }
  } else if (!pieces.isNull()) {
    piece(contents, bounds, extent);
  }
  std::set<Ref> seen;
  if (resources) forms(resources, 0, seen, bounds, extent);
  return extent;
}

ContentMeasure::Extent ContentMeasure::appearance(const Object &object, const postern_page_bounds &bounds) {
  Extent extent;
  std::set<Ref> seen;
  form(object, nullptr, 0, seen, bounds, extent);
  return extent;
}

void ContentMeasure::piece(const Object &reference, const postern_page_bounds &bounds, Extent &extent) {
  // That a filter is unknown is said when the stream is fetched.
  DamageWatch watch;
  Object fetched = reference.fetch(xref);
  if (watch.isDamaged()) fail(extent, POSTERN_PAGE_DAMAGED);
  // Poppler draws nothing at all of a page of which one piece is missing.
  if (!fetched.isStream()) return fail(extent, POSTERN_PAGE_DAMAGED);
  Ref ref = reference.isRef() ? reference.getRef() : Ref::INVALID();
  stream(fetched.getStream(), reference.isRef() ? &ref : nullptr, bounds, extent);
}

void ContentMeasure::stream(Stream *stream, const Ref *ref, const postern_page_bounds &bounds, Extent &extent) {
  if (ref) {
    if (auto known = sizes.find(*ref); known != sizes.end()) {
      extent.bytes += known->second.bytes;
      if (known->second.fault != POSTERN_PAGE_WHOLE) fail(extent, known->second.fault);
      if (extent.bytes > bounds.bytes) fail(extent, POSTERN_PAGE_BYTES);
      return;
    }
  }
  DamageWatch watch;
  BaseStream *base = stream->getBaseStream();
  int64_t packed = base ? std::min<int64_t>(base->getLength(), file_length) : file_length;
  Size size{0, POSTERN_PAGE_WHOLE};
  unsigned char buffer[8192];
  stream->reset();
  while (true) {
    int count = stream->doGetChars(sizeof buffer, buffer);
    if (count <= 0) break;
    size.bytes += count;
    if (size.bytes > bounds.free_bytes && size.bytes / std::max<int64_t>(packed, 1) > bounds.expansion) {
      size.fault = POSTERN_PAGE_EXPANSION;
      break;
    }
    if (extent.bytes + size.bytes > bounds.bytes) {
      size.fault = POSTERN_PAGE_BYTES;
      break;
    }
  }
  stream->close();
  if (size.fault == POSTERN_PAGE_WHOLE && watch.isDamaged()) size.fault = POSTERN_PAGE_DAMAGED;
  // Whether there was room says nothing of another page.
  if (ref && size.fault != POSTERN_PAGE_BYTES) sizes.emplace(*ref, size);
  extent.bytes += size.bytes;
  if (size.fault != POSTERN_PAGE_WHOLE) fail(extent, size.fault);
}

void ContentMeasure::forms(Dict *resources, int depth, std::set<Ref> &seen, const postern_page_bounds &bounds,
                           Extent &extent) {
  Object objects = resources->lookup("XObject");
  if (!objects.isDict()) return;
  Dict *dictionary = objects.getDict();
  for (int i = 0; i < dictionary->getLength() && extent.fault == POSTERN_PAGE_WHOLE; i++) {
    const Object &reference = dictionary->getValNF(i);
    Ref ref = reference.isRef() ? reference.getRef() : Ref::INVALID();
    // One that draws itself is drawn once.
    if (reference.isRef() && !seen.insert(ref).second) continue;
    DamageWatch watch;
    Object object = reference.fetch(xref);
    if (!object.isStream()) continue;
    Dict *about = object.streamGetDict();
    Object kind = about->lookup("Subtype");
    if (kind.isName("Form")) {
      if (watch.isDamaged()) fail(extent, POSTERN_PAGE_DAMAGED);
      form(object, reference.isRef() ? &ref : nullptr, depth, seen, bounds, extent);
    } else if (kind.isName("Image")) {
      int width = 0, height = 0;
      if (about->lookupInt("Width", "W", &width) && about->lookupInt("Height", "H", &height) && width > 0 && height > 0) {
        extent.largest_picture = std::max(extent.largest_picture, int64_t(width) * height);
      }
    }
  }
}

void ContentMeasure::form(const Object &object, const Ref *ref, int depth, std::set<Ref> &seen,
                          const postern_page_bounds &bounds, Extent &extent) {
  if (!object.isStream()) return;
  if (depth >= bounds.depth) return fail(extent, POSTERN_PAGE_DEPTH);
  stream(object.getStream(), ref, bounds, extent);
  Object resources = object.streamGetDict()->lookup("Resources");
  if (resources.isDict()) forms(resources.getDict(), depth + 1, seen, bounds, extent);
}
