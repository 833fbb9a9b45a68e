// A milter that does nothing, as cheaply as libmilter allows: the bench compares Postern with it.
//
// It asks for no replies but at the end of a message, takes header and body as Postern does, and accepts.
//   cc -O2 -o noop-milter noop-milter.c -lmilter && ./noop-milter unix:/path/of/socket
#include <libmilter/mfapi.h>
#include <stdio.h>
#include <sys/stat.h>

static unsigned long agreed;

static sfsistat go(unsigned long no_reply) { return agreed & no_reply ? SMFIS_NOREPLY : SMFIS_CONTINUE; }

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps, unsigned long f2, unsigned long f3,
                             unsigned long *chosen_actions, unsigned long *chosen_steps, unsigned long *c2,
                             unsigned long *c3) {
  (void)ctx, (void)actions, (void)f2, (void)f3;
  // Every connection of one MTA offers the same, so that one variable serves all.
  agreed = steps & (SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_HDR |
                    SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC | SMFIP_NODATA | SMFIP_NOEOH | SMFIP_NOUNKNOWN);
  *chosen_actions = 0;
  *chosen_steps = agreed;
  *c2 = *c3 = 0;
  return SMFIS_CONTINUE;
}
static sfsistat on_connect(SMFICTX *ctx, char *name, _SOCK_ADDR *address) {
  (void)ctx, (void)name, (void)address;
  return go(SMFIP_NR_CONN);
}
static sfsistat on_helo(SMFICTX *ctx, char *name) { return (void)ctx, (void)name, go(SMFIP_NR_HELO); }
static sfsistat on_mail(SMFICTX *ctx, char **arguments) { return (void)ctx, (void)arguments, go(SMFIP_NR_MAIL); }
static sfsistat on_recipient(SMFICTX *ctx, char **arguments) { return (void)ctx, (void)arguments, go(SMFIP_NR_RCPT); }
static sfsistat on_data(SMFICTX *ctx) { return (void)ctx, go(SMFIP_NR_DATA); }
static sfsistat on_header(SMFICTX *ctx, char *name, char *value) {
  return (void)ctx, (void)name, (void)value, go(SMFIP_NR_HDR);
}
static sfsistat on_end_of_headers(SMFICTX *ctx) { return (void)ctx, go(SMFIP_NR_EOH); }
static sfsistat on_body(SMFICTX *ctx, unsigned char *chunk, size_t count) {
  return (void)ctx, (void)chunk, (void)count, go(SMFIP_NR_BODY);
}
static sfsistat on_end_of_message(SMFICTX *ctx) { return (void)ctx, SMFIS_ACCEPT; }

int main(int count, char **arguments) {
  struct smfiDesc filter = {
      .xxfi_name = "noop",
      .xxfi_version = SMFI_VERSION,
      .xxfi_connect = on_connect,
      .xxfi_helo = on_helo,
      .xxfi_envfrom = on_mail,
      .xxfi_envrcpt = on_recipient,
      .xxfi_header = on_header,
      .xxfi_eoh = on_end_of_headers,
      .xxfi_body = on_body,
      .xxfi_eom = on_end_of_message,
      .xxfi_data = on_data,
      .xxfi_negotiate = on_negotiate,
  };
  if (count != 2) {
    fprintf(stderr, "usage: noop-milter unix:PATH | inet:PORT@ADDRESS\n");
    return 64;
  }
  // Postfix connects as another user.
  umask(0);
  if (smfi_setconn(arguments[1]) != MI_SUCCESS || smfi_register(filter) != MI_SUCCESS ||
      smfi_opensocket(1) != MI_SUCCESS) {
    fprintf(stderr, "noop-milter: cannot listen on %s\n", arguments[1]);
    return 1;
  }
  return smfi_main() == MI_SUCCESS ? 0 : 1;
}
