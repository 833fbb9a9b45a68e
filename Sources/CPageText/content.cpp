#include "content.h"

#include <Dict.h>
#include <XRef.h>

#include <algorithm>
#include <cstring>

#include "damage.h"

namespace {
/// More than the largest maps and drawings of machines. Poppler keeps each point of a path, at three times its size here.
constexpr int64_t most_content = 48 << 20;
/// Of one page; what is larger is decoded twice, since memory is bounded, too.
constexpr int64_t most_kept = 4 << 20;

void fail(ContentMeasure::Extent &extent, postern_page_fault fault) {
  if (extent.fault == POSTERN_PAGE_WHOLE) extent.fault = fault;
}
}

ContentMeasure::Extent ContentMeasure::page(const Object &contents, Dict *resources,
                                            const postern_page_bounds &all, Decoded &decoded) {
  postern_page_bounds bounds = all;
  bounds.bytes = std::min(bounds.bytes, most_content);
  Extent extent;
  // That a filter is unknown is said when a stream is fetched.
  DamageWatch watch;
  Object pieces = contents.fetch(xref);
  if (pieces.isArray()) {
    auto *array = new Array(xref);
    decoded.contents = Object(array);
    for (int i = 0; i < pieces.arrayGetLength(); i++) {
      // After a fault nothing more is measured, and a damaged page is run as it stands.
      const Object &reference = pieces.arrayGetNF(i);
      if (extent.fault != POSTERN_PAGE_WHOLE) {
        array->add(reference.copy());
        continue;
      }
      DamageWatch watch;
      Object fetched = reference.fetch(xref);
      array->add(piece(reference, fetched, watch.isDamaged(), bounds, extent, decoded));
    }
  } else if (!pieces.isNull()) {
    decoded.contents = piece(contents, pieces, watch.isDamaged(), bounds, extent, decoded).fetch(xref);
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

Object ContentMeasure::piece(const Object &reference, const Object &fetched, bool is_damaged,
                             const postern_page_bounds &bounds, Extent &extent, Decoded &decoded) {
  if (is_damaged) fail(extent, POSTERN_PAGE_DAMAGED);
  // Poppler draws nothing at all of a page of which one piece is missing.
  if (!fetched.isStream()) {
    fail(extent, POSTERN_PAGE_DAMAGED);
    return reference.copy();
  }
  Ref ref = reference.isRef() ? reference.getRef() : Ref::INVALID();
  std::string copy;
  if (!stream(fetched.getStream(), reference.isRef() ? &ref : nullptr, bounds, extent, &copy,
              most_kept - decoded.bytes)) {
    return reference.copy();
  }
  decoded.bytes += int64_t(copy.size());
  const std::string &kept = decoded.pieces.emplace_back(std::move(copy));
  return Object(static_cast<Stream *>(new MemStream(kept.data(), 0, Goffset(kept.size()), Object(objNull))));
}

bool ContentMeasure::stream(Stream *stream, const Ref *ref, const postern_page_bounds &bounds, Extent &extent,
                            std::string *copy, int64_t room) {
  if (ref) {
    if (auto known = sizes.find(*ref); known != sizes.end()) {
      extent.bytes += known->second.bytes;
      if (known->second.fault != POSTERN_PAGE_WHOLE) fail(extent, known->second.fault);
      if (extent.bytes > bounds.bytes) fail(extent, POSTERN_PAGE_BYTES);
      return false;
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
    if (copy && size.bytes <= room) copy->append(reinterpret_cast<char *>(buffer), size_t(count));
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
  return copy && size.bytes <= room;
}

void ContentMeasure::forms(Dict *resources, int depth, std::set<Ref> &seen, const postern_page_bounds &bounds,
                           Extent &extent) {
  aids(resources, bounds, extent);
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

namespace {
/// More than the largest font of an East Asian script, and more than all those of a document together.
constexpr int64_t most_aid = 48 << 20;
constexpr int64_t most_aids = 128 << 20;
constexpr int deepest_aid = 12;
}

void ContentMeasure::aids(Dict *resources, const postern_page_bounds &bounds, Extent &extent) {
  for (const char *kind : {"Font", "Pattern", "Shading", "ColorSpace", "ExtGState"}) {
    Object all = resources->lookup(kind);
    if (!all.isDict()) continue;
    for (int i = 0; i < all.dictGetLength() && extent.fault == POSTERN_PAGE_WHOLE; i++) {
      aid(all.getDict()->getValNF(i), 0, bounds, extent);
    }
  }
}

void ContentMeasure::aid(const Object &reference, int depth, const postern_page_bounds &bounds, Extent &extent) {
  if (depth > deepest_aid || extent.fault != POSTERN_PAGE_WHOLE) return;
  Ref ref = reference.isRef() ? reference.getRef() : Ref::INVALID();
  if (reference.isRef()) {
    auto [known, is_new] = aid_faults.emplace(ref, POSTERN_PAGE_WHOLE);
    // One that leads back to itself is on its way.
    if (!is_new) return known->second == POSTERN_PAGE_WHOLE ? void() : fail(extent, known->second);
  }
  Object object = reference.fetch(xref);
  if (object.isArray()) {
    // What has more than a colour space or a function of several parts is numbers.
    for (int i = 0; i < std::min(object.arrayGetLength(), 256); i++) aid(object.arrayGetNF(i), depth + 1, bounds, extent);
  } else if (object.isDict() || object.isStream()) {
    if (object.isStream()) {
      postern_page_bounds tight = bounds;
      tight.bytes = std::min(most_aid, most_aids - aid_bytes);
      Extent own;
      stream(object.getStream(), nullptr, tight, own);
      aid_bytes += own.bytes;
      // A font that is damaged is replaced by another.
      if (own.fault != POSTERN_PAGE_WHOLE && own.fault != POSTERN_PAGE_DAMAGED) fail(extent, own.fault);
    }
    Dict *about = object.isStream() ? object.streamGetDict() : object.getDict();
    for (int i = 0; i < about->getLength(); i++) {
      const char *key = about->getKey(i);
      // Up the tree of the document, away from what is drawn.
      if (std::strcmp(key, "Parent") != 0 && std::strcmp(key, "P") != 0) {
        aid(about->getValNF(i), depth + 1, bounds, extent);
      }
    }
  }
  if (reference.isRef() && extent.fault != POSTERN_PAGE_WHOLE) aid_faults[ref] = extent.fault;
}
