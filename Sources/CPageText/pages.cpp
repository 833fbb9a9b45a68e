#include <Annot.h>
#include <Catalog.h>
#include <Gfx.h>
#include <OptionalContent.h>
#include <PDFDoc.h>
#include <Page.h>

#include <cstdlib>
#include <optional>
#include <set>

#include "CPageText.h"
#include "content.h"
#include "damage.h"
#include "pages.h"
#include "sight.h"

extern "C" postern_pages *postern_pages_open(const void *bytes, size_t length) {
  DamageWatch::start();
  auto *stream = new MemStream(static_cast<const char *>(bytes), 0, Goffset(length), Object(objNull));
  auto document = std::make_unique<PDFDoc>(stream);
  if (!document->isOk() || !document->getCatalog() || !document->getCatalog()->isOk()) return nullptr;
  auto measure = std::make_unique<ContentMeasure>(document->getXRef(), int64_t(length));
  return new postern_pages{std::move(document), std::move(measure)};
}

extern "C" void postern_pages_close(postern_pages *pages) { delete pages; }

extern "C" void postern_pages_show_layers(postern_pages *pages) {
  OCGs *layers = pages->document->getOptContentConfig();
  if (!layers) return;
  for (const auto &layer : layers->getOCGs()) layer.second->setState(OptionalContentGroup::On);
}

namespace {
/// Counts leaves below `node`. Returns false where the tree goes on for ever or too deep.
bool count(const Object &node, XRef *xref, int depth, int32_t most, std::set<Ref> &seen, int32_t &leaves) {
  Object kids = node.isDict() ? node.dictLookup("Kids") : Object(objNull);
  if (!kids.isArray()) {
    if (node.isDict()) leaves++;
    return leaves <= most;
  }
  if (depth > 200) return false;
  for (int i = 0; i < kids.arrayGetLength(); i++) {
    const Object &reference = kids.arrayGetNF(i);
    if (reference.isRef() && !seen.insert(reference.getRef()).second) continue;
    if (!count(reference.fetch(xref), xref, depth + 1, most, seen, leaves)) return false;
  }
  return true;
}

struct Run {
  SightedText *text;
  ContentMeasure *measure;
  const postern_page_bounds *bounds;
  postern_page_text *out;
};

bool stops(void *data) {
  // Poppler goes on after a page that is merely stopped, and says nothing.
  static_cast<Run *>(data)->text->check();
  return false;
}

/// Whether a remark is drawn: those that bring their own drawing. Fields of forms are read as such.
bool draws(Annot *annotation, Run &run) {
  if (annotation->getType() == Annot::typeWidget || annotation->getType() == Annot::typeLink) return false;
  Object appearance = annotation->getAppearance();
  if (!appearance.isStream()) return false;
  auto extent = run.measure->appearance(appearance, *run.bounds);
  run.out->decoded += extent.bytes;
  if (extent.fault == POSTERN_PAGE_WHOLE) return true;
  if (run.out->fault == POSTERN_PAGE_WHOLE) run.out->fault = extent.fault;
  return false;
}

/// As Page::displaySlice of Poppler has it, with content that is decoded already.
void show(Page *page, Gfx *gfx, Object &contents, Run &run) {
  if (!contents.isNull()) {
    gfx->saveState();
    gfx->display(&contents);
    gfx->restoreState();
  }
  for (Annot *annotation : page->getAnnots()->getAnnots()) {
    if (draws(annotation, run)) annotation->draw(gfx, false);
  }
}
}

extern "C" int32_t postern_pages_count(postern_pages *pages, int32_t most) {
  XRef *xref = pages->document->getXRef();
  Object catalog = xref->getCatalog();
  if (!catalog.isDict()) return -1;
  std::set<Ref> seen;
  int32_t leaves = 0;
  Object root = catalog.dictLookup("Pages");
  if (!count(root, xref, 0, most, seen, leaves) && leaves <= most) return -1;
  return leaves;
}

extern "C" bool postern_page_read(postern_pages *pages, int32_t index, postern_page_bounds bounds,
                                  const postern_page_picture *picture, postern_page_text *out) {
  *out = postern_page_text{};
  Page *page = pages->document->getPage(index + 1);
  if (!page || !page->isOk()) return false;
  Object about = pages->document->getXRef()->fetch(page->getRef());
  if (!about.isDict()) return false;
  ContentMeasure::Decoded decoded;
  auto extent = pages->measure->page(about.dictLookupNF("Contents"), page->getResourceDict(), bounds, decoded);
  out->decoded = extent.bytes;
  out->fault = extent.fault;
  out->largest_picture = extent.largest_picture;
  // What is damaged is run as far as it goes; what is too much is not begun.
  if (extent.fault != POSTERN_PAGE_WHOLE && extent.fault != POSTERN_PAGE_DAMAGED) return true;
  bool is_turned = page->getRotate() == 90 || page->getRotate() == 270;
  double width = is_turned ? page->getCropHeight() : page->getCropWidth();
  double height = is_turned ? page->getCropWidth() : page->getCropHeight();
  SightedText text(width, height, bounds, picture);
  Run run{&text, pages->measure.get(), &bounds, out};
  constexpr int margin = SightedText::margin;
  try {
    Gfx *gfx = page->createGfx(&text, 72, 72, 0, false, false, -margin, -margin, int(width) + 2 * margin,
                               int(height) + 2 * margin, false, stops, &run);
    show(page, gfx, decoded.contents, run);
    delete gfx;
  } catch (const PageFault &fault) {
    // What ran is never ended: that would set the text of a page that is too much.
    out->fault = fault.fault;
    return true;
  }
  out->visible = text.text(SightedText::visible);
  out->hidden = text.text(SightedText::hidden);
  out->invisible = text.text(SightedText::invisible);
  out->off_page = text.text(SightedText::off_page);
  out->replaced = text.text(SightedText::replaced);
  out->doubtful = text.doubtful;
  out->unnamed = text.unnamed;
  return true;
}

extern "C" void postern_page_release(postern_page_text *text) {
  for (auto *piece : {&text->visible, &text->hidden, &text->invisible, &text->off_page, &text->replaced}) {
    std::free(piece->start);
    *piece = postern_page_string{nullptr, 0};
  }
}
