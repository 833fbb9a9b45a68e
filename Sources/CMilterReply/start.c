#include "CMilterReply.h"
