#include <stddef.h>
#include <stdint.h>
// libFuzzer, which the compiler's -sanitize=fuzzer brings; its own header is C++.
int LLVMFuzzerRunDriver(int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
                        int (*_Nonnull callback)(const uint8_t *_Nullable data, size_t size));
