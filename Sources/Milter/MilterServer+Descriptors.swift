import Glibc
import Logging

extension MilterServer {
  /// Lets this process have as many descriptors as it may give itself: each connection takes two, and a service has 1,024
  /// by default, which five hundred connections would use up.
  func raiseDescriptorBound() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var bound = rlimit()
    guard getrlimit(resource, &bound) == 0 else { return }
    let wanted = min(bound.rlim_max, Self.mostDescriptors)
    guard bound.rlim_cur < wanted else { return }
    bound.rlim_cur = wanted
    if setrlimit(resource, &bound) != 0 {
      logger.warning("the bound on open files stays as it is: \(String(cString: strerror(errno)))")
    }
  }

  private static let mostDescriptors: rlim_t = 65_536
}
