// The station's own files replace this one.
