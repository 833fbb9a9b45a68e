#ifndef POSTERN_REACHING_H
#define POSTERN_REACHING_H
/// Opens a file below a folder of `postern_reach`, for reading. Safe in a signal handler. Returns the descriptor, or
/// minus the errno: EACCES for what lies elsewhere.
long postern_open_reached(const char *path, unsigned long flags);
#endif
