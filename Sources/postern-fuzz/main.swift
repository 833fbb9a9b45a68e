import CFuzzer
import Glibc

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
  reader(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
exit(status)
