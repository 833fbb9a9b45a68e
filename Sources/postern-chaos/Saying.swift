import Glibc

/// Prints at once, also into a file or a pipe: a long run is to be watched.
func say(_ text: String) {
  print(text)
  fflush(nil)
}
