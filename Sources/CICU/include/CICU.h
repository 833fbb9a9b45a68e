#ifndef X_CICU
#define X_CICU
#endif
