#include <Catalog.h>
#include <FileSpec.h>
#include <PDFDoc.h>
#include <Stream.h>
#include <UTF.h>
#include <UnicodeMapFuncs.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "CPageText.h"
#include "copied.h"
#include "pages.h"

namespace {
/// A text string (ISO 32000-1 §7.9.2.2).
postern_page_string utf8(const GooString *text) {
  if (!text) return postern_page_string{nullptr, 0};
  Unicode *points = nullptr;
  int count = TextStringToUCS4(text->toStr(), &points);
  std::string bytes;
  for (int i = 0; i < count; i++) {
    char point[8];
    bytes.append(point, size_t(mapUTF8(points[i], point, sizeof point)));
  }
  if (count > 0) std::free(points);
  return copied(bytes);
}
}

extern "C" int32_t postern_files_count(postern_pages *pages) {
  return pages->document->getCatalog()->numEmbeddedFiles();
}

extern "C" bool postern_file_read(postern_pages *pages, int32_t index, void *context,
                                  bool (*take)(void *, const uint8_t *, size_t), postern_file *out) {
  *out = postern_file{};
  std::unique_ptr<FileSpec> file = pages->document->getCatalog()->embeddedFile(index);
  if (!file || !file->isOk()) return false;
  out->name = utf8(file->getFileName());
  out->description = utf8(file->getDescription());
  // An entry may lead to no content at all, which poppler_document_get_attachments does not survive.
  EmbFile *content = file->getEmbeddedFile();
  if (!content || !content->isOk()) return true;
  out->has_content = true;
  Stream *stream = content->stream();
  stream->reset();
  uint8_t piece[16384];
  int got;
  while ((got = stream->doGetChars(sizeof piece, piece)) > 0 && take(context, piece, size_t(got))) continue;
  stream->close();
  return true;
}

extern "C" void postern_file_release(postern_file *file) {
  std::free(file->name.start);
  std::free(file->description.start);
  *file = postern_file{};
}
