#include <libxml/xmlversion.h>
// Debian's libxml2 would pull in ICU's headers here, which clash with Foundation's copy of them in one module. They
// serve one structure alone (xmlCharEncodingHandler), which nobody here makes or looks into.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
