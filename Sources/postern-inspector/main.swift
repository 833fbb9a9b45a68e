import Glibc
import Inspection

exit(InspectorProgram.run())
