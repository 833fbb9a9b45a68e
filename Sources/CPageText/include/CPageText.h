#ifndef POSTERN_CPAGETEXT_H
#define POSTERN_CPAGETEXT_H
// The text of PDF pages out of Poppler's core, in one run over each page: poppler-glib tells neither invisible text nor
// text beside the page, and has no bounds.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct postern_pages postern_pages;

/// Why a page was not run to its end.
typedef enum {
  POSTERN_PAGE_WHOLE,
  /// Its content decodes to more bytes than allowed, or to many times its size.
  POSTERN_PAGE_BYTES,
  POSTERN_PAGE_EXPANSION,
  /// It needs more CPU time than allowed.
  POSTERN_PAGE_TIME,
  /// It has more letters than allowed.
  POSTERN_PAGE_LETTERS,
  /// Forms lie deeper inside one another than allowed.
  POSTERN_PAGE_DEPTH,
  /// A piece of its content is missing, or cannot be decoded to its end.
  POSTERN_PAGE_DAMAGED,
} postern_page_fault;

typedef struct {
  /// Bytes that the page's content, with that of all forms on it, may decode to.
  int64_t bytes;
  /// How many times its packed size content may be, once it is larger than `free_bytes`.
  int64_t expansion;
  int64_t free_bytes;
  /// Of CPU time.
  int64_t milliseconds;
  int32_t letters;
  int32_t depth;
} postern_page_bounds;

/// A page as drawn, at 72 points an inch: a byte of grey for each point, 255 for white.
typedef struct {
  const uint8_t *_Nullable points;
  int32_t width;
  int32_t height;
} postern_page_picture;

/// UTF-8, lines parted by line feeds. Give back with `postern_page_release`.
typedef struct {
  char *_Nullable start;
  int64_t length;
} postern_page_string;

typedef struct {
  postern_page_fault fault;
  postern_page_string visible;
  /// White on white, or too small to read.
  postern_page_string hidden;
  /// Drawn with ink that shows nothing (text render mode 3), with no opacity, or where the page is clipped.
  postern_page_string invisible;
  postern_page_string off_page;
  /// What is drawn where the document gives other words for it (ActualText).
  postern_page_string replaced;
  /// Bytes that its content decoded to.
  int64_t decoded;
  /// Nearly white letters on no ground that was seen: only a drawing of the page tells whether they show.
  int32_t doubtful;
  /// Letters whose fonts do not say what they are.
  int32_t unnamed;
  /// Points of the largest picture that the page may draw, as it claims.
  int64_t largest_picture;
} postern_page_text;

/// Opens a document from memory.
/// `bytes` must outlive it. One that needs a password is to be decrypted first. Returns nil when it cannot be read.
postern_pages *_Nullable postern_pages_open(const void *_Nullable bytes, size_t length);
void postern_pages_close(postern_pages *_Nonnull document);

/// Pages that the tree of pages holds, whatever it says it holds; -1 when it goes on for ever or too deep.
int32_t postern_pages_count(postern_pages *_Nonnull document, int32_t most);

/// Switches all layers on.
void postern_pages_show_layers(postern_pages *_Nonnull document);

/// Runs a page, counted from 0. With `picture` it decides which nearly white letters show.
/// What was read before a fault is in the answer too. Returns false when there is no such page.
bool postern_page_read(
    postern_pages *_Nonnull document, int32_t index, postern_page_bounds bounds,
    const postern_page_picture *_Nullable picture, postern_page_text *_Nonnull out);
void postern_page_release(postern_page_text *_Nonnull text);

/// A file inside a document. Give back with `postern_file_release`.
typedef struct {
  postern_page_string name;
  postern_page_string description;
  /// It is in the document, not only named.
  bool has_content;
} postern_file;

/// Entries in the document's tree of embedded files (ISO 32000-1 §7.11.4).
int32_t postern_files_count(postern_pages *_Nonnull document);
/// Tells an entry, counted from 0, and hands its decoded content over piece by piece until `take` returns false.
/// Returns false for what is no file.
bool postern_file_read(
    postern_pages *_Nonnull document, int32_t index, void *_Nullable context,
    bool (*_Nonnull take)(void *_Nullable context, const uint8_t *_Nonnull piece, size_t length),
    postern_file *_Nonnull out);
void postern_file_release(postern_file *_Nonnull file);

/// A drawing of a page, a byte of grey for each point. Give back with `postern_page_drawing_release`.
typedef struct {
  /// Why it was not drawn to its end; then there are no points.
  postern_page_fault fault;
  uint8_t *_Nullable points;
  int32_t width;
  int32_t height;
} postern_page_drawing;

/// Draws a page as it is shown, counted from 0, at so many points an inch.
/// Takes at most `milliseconds` of CPU time, but for the one picture or path that is being drawn when they are over.
/// Returns false when there is no such page, or it has no points, or more than `most`.
bool postern_page_draw(
    postern_pages *_Nonnull document, int32_t index, double resolution, int64_t most, int64_t milliseconds,
    postern_page_drawing *_Nonnull out);
void postern_page_drawing_release(postern_page_drawing *_Nonnull drawing);

#ifdef __cplusplus
}
#endif
#endif
