#ifndef X_CMilterReply
#define X_CMilterReply
#endif
