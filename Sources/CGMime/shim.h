#include <gmime/gmime.h>
#include <stddef.h>

// In glibc's <string.h> behind _GNU_SOURCE, which Swift's importer does not define.
void *memmem(const void *haystack, size_t haystack_size, const void *needle, size_t needle_size);
