import CFuzzer
import Glibc

// Rules and libraries are loaded before the clock runs.
reader([])

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
  reader(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
exit(status)
