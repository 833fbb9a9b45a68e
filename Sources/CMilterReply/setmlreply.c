#include "CMilterReply.h"
#include <stddef.h>

int postern_setmlreply(SMFICTX *ctx, const char *code, const char *enhanced, const char *const *lines, int count) {
  const char *l[POSTERN_REPLY_LINES] = {0};
  if (count < 1 || count > POSTERN_REPLY_LINES) return MI_FAILURE;
  for (int i = 0; i < count; i++) l[i] = lines[i];
  // The list ends at its first NULL, so that unused places do no harm.
  return smfi_setmlreply(ctx, code, enhanced, l[0], l[1], l[2], l[3], l[4], l[5], l[6], l[7], l[8], l[9], l[10], l[11],
                         l[12], l[13], l[14], l[15], l[16], l[17], l[18], l[19], l[20], l[21], l[22], l[23], l[24],
                         l[25], l[26], l[27], l[28], l[29], l[30], l[31], NULL);
}
