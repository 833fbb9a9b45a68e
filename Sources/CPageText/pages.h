#ifndef POSTERN_PAGETEXT_PAGES_H
#define POSTERN_PAGETEXT_PAGES_H
#include <PDFDoc.h>

#include <memory>

#include "content.h"

struct postern_pages {
  std::unique_ptr<PDFDoc> document;
  std::unique_ptr<ContentMeasure> measure;
};

#endif
