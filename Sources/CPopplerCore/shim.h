// Poppler's own interface is C++: Sources/CPageText includes it. This module carries the flags of pkg-config.
