/// How Postern's programs end; the numbers of sysexits.h, so that systemd and scripts can tell.
public enum ExitStatus {
  /// EX_DATAERR: what was given to work on is wrong.
  public static let data: Int32 = 65
  /// EX_UNAVAILABLE: something that is needed cannot be had now.
  public static let unavailable: Int32 = 69
  /// EX_TEMPFAIL: not done, because a person should look first; it may be asked for again with --force.
  public static let refused: Int32 = 75
  /// EX_NOPERM: the keys cannot be had, or others may have them; whoever runs the machine must look.
  public static let keys: Int32 = 77
  /// EX_CONFIG: a file that a person wrote is wrong; a restart does not mend it.
  public static let configuration: Int32 = 78
}
