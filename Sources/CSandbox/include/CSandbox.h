#ifndef POSTERN_CSANDBOX_H
#define POSTERN_CSANDBOX_H
// System calls that Swift cannot reach: variadic ones, macros over control messages, signal contexts, and fork.
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

/// A nameless memory file that may be sealed; close-on-exec. Returns the descriptor, or -1 with errno.
int postern_memfd(const char *label);
/// Seals a memory file against every later write, shrink and growth. Returns 0, or -1 with errno.
int postern_memfd_seal(int fd);

/// 1 where nobody can change the content any more, else 0.
int postern_memfd_is_sealed(int fd);

/// fork(2): 0 in the child, the child's pid in the parent, or -1 with errno. Only for a single-threaded process.
pid_t postern_fork(void);
/// Takes up what is free between the allocator's pieces, and keeps it for good, so that what is allocated later lies
/// together at its end: a child that writes there copies no page. Has the allocator keep what a child frees, too.
void postern_fill_holes(void);
/// Moves large private memory into sealed memory files, mapped in its place, so that a fork need not copy tables of its
/// pages: a child finds them when it touches them, and still gets copies of its own where it writes. Only for a
/// single-threaded process; call it when all is loaded. Returns the bytes moved, or -1 with errno.
long postern_share_memory(void);
/// Prepares to learn which of its private pages this process's children write to. Call it after `postern_share_memory`;
/// then fork a child that does what others will do. Returns 0, or -1 with errno.
int postern_begin_working_set(void);
/// Keeps in mind for the parent which pages this child has written to, and so got copies of its own of. Call it last in
/// that child: it shows its memory to processes of the same user for a moment. Returns 0, or -1 with errno.
int postern_note_working_set(void);
/// Ends what `postern_begin_working_set` began, once that child has ended: what it noted belongs to this process alone.
void postern_end_working_set(void);
/// Takes copies of the pages that were learned of, and a megabyte of new memory, in a few calls (madvise(2),
/// MADV_POPULATE_WRITE, Linux 5.14): a fault for each costs several times as much. Without what was learned nothing is done.
void postern_take_working_set(void);
/// Starts the program `path` with `arguments` and `environment` (both end with NULL): descriptor `fd` becomes its
/// descriptor 3, 0 to 2 lead to /dev/null, no other goes over; no signal is blocked or ignored; the process group is
/// its own. Returns 0 and the pid, or the errno.
int postern_spawn(const char *path, char *const arguments[], char *const environment[], int fd, pid_t *pid);
/// Gives up all groups and becomes `user` and `group`, for good. Returns 0, or -1 with errno.
int postern_become(uid_t user, gid_t group);
/// Makes sure that nobody can change a file's bytes any more through `fd`: it is open for reading only, or a memory
/// file that is sealed now or already. Returns 0, or -1 with errno.
int postern_make_unchangeable(int fd);
/// Ends the process at once, without running anything that was registered for its end.
_Noreturn void postern_exit_now(int code);
/// Blocks SIGCHLD and returns a close-on-exec descriptor that becomes readable when a child ends; -1 with errno.
int postern_child_signals(void);
/// Empties the set of blocked signals and ignores SIGPIPE. Returns 0, or -1 with errno.
int postern_reset_signals(void);
/// Closes every descriptor from `first` on but those of `postern_reach`. Returns 0, or -1 with errno.
int postern_close_from(int first);
/// Puts a filter of system calls, `size` bytes of BPF as seccomp(2) takes it, on this thread, for good. Returns 0, or -1
/// with errno.
int postern_filter_calls(const void *program, size_t size);

/// Sends `size` bytes with at most one descriptor (`fd` < 0: none). Returns the bytes sent, or -1 with errno.
ssize_t postern_send(int socket, const void *bytes, size_t size, int fd);
/// The same, which fails with EAGAIN rather than wait for room.
ssize_t postern_send_at_once(int socket, const void *bytes, size_t size, int fd);
/// Receives up to `size` bytes and at most one descriptor: `*fd` is it, or -1. More than one are closed and give
/// EPROTO, as does a message that was cut. Returns the bytes received (0 at the end), or -1 with errno.
ssize_t postern_receive(int socket, void *bytes, size_t size, int *fd);

/// No dump, no core, no reading of this process's memory by others of the same user. Returns 0, or -1 with errno.
int postern_hide_memory(void);
/// Keeps all pages of this process, also those that it gets later, out of swap; not the memory files that it has not
/// mapped, and not its children's. Returns 0, 1 where the system does not allow it, or -1 with errno.
int postern_lock_memory(void);
/// This process gets SIGKILL when the thread that forked it ends. Returns 0, or -1 with errno.
int postern_die_with_parent(void);
/// No program that this process may start gains rights. Returns 0, or -1 with errno.
int postern_no_new_privileges(void);
/// 1 when `postern_hide_memory` holds, 0 when not.
int postern_memory_is_hidden(void);
/// 1 when no new privileges can be gained, 0 when they can.
int postern_has_no_new_privileges(void);
/// The kernel's seccomp mode of this thread: 2 under a filter, 0 without. Asks through `prctl`, so only where allowed.
int postern_seccomp_mode(void);

/// Takes a priority (nice 10) at which others get about ten times the processor, for good where the process has no right
/// to raise it. The lowest would get next to nothing on a busy machine, and come to no end. In a session of its own, which is
/// given that priority, too, where the kernel schedules each session as a group (sched(7), "The autogroup feature"). For a
/// process that has not read any mail yet: for a moment its memory can be read. Returns 0, or -1 with errno.
int postern_yield(void);
/// Takes a priority (nice -5) at which this process, and what it starts, gets about three times the processor that others
/// get, unless whoever started it has given it one; and the same for its session, where it leads one. For a process that
/// knows nothing secret yet: for a moment its memory can be read. Returns 0, or -1 with errno where that is not allowed.
int postern_go_first(void);

/// Sets both the soft and the hard limit. Returns 0, or -1 with errno.
int postern_limit_address_space(uint64_t bytes);
int postern_limit_cpu(uint64_t seconds);
int postern_limit_file_size(uint64_t bytes);
int postern_limit_descriptors(uint64_t count);
int postern_limit_processes(uint64_t count);
int postern_limit_core(void);

/// Landlock's ABI version, from 1; 0 where the kernel has none or it is switched off.
int postern_landlock_version(void);
/// Refuses every access to files but reading below the folders of `postern_reach`, to TCP, and (from ABI 6 on) to other
/// processes' signals and abstract sockets. Returns the ABI version in force, 0 where there is none, or -1 with errno.
int postern_landlock_refuse_rest(void);

/// Keeps a folder open whose files may be read later, behind the wall: tables that libraries open when a document needs
/// them. `path` must stay valid. At most four; one that does not exist is passed over. Returns 0, or -1 with errno.
int postern_reach(const char *path);
/// The descriptors of these folders, from 0 on; -1 after the last.
int postern_reached(int number);

/// Installs the handler that counts a system call refused by seccomp's SECCOMP_RET_TRAP, and makes it fail with
/// EPERM (EACCES for opening and sockets). Returns 0, or -1 with errno.
int postern_count_refusals(void);
/// 1 once a charset's code (glibc's gconv) was asked for that is not loaded.
int postern_missed_charset(void);
/// All refused system calls of this process so far.
uint64_t postern_refusals_total(void);
/// How often system call `number` was refused so far; 0 for numbers out of range.
uint32_t postern_refusals_of(unsigned number);
/// Numbers from 0 up to this are counted one by one.
unsigned postern_refusals_range(void);

/// Tries a thing that a worker may not do, straight by system call. Returns 0 if it went through, or the errno.
int postern_try_open(const char *path);
int postern_try_open_from(int folder, const char *path);
int postern_try_open_for_writing(const char *path);
int postern_try_socket(int family);
int postern_try_connect(void);
int postern_try_exec(const char *path);
int postern_try_fork(void);
int postern_try_thread(void);
int postern_try_trace(pid_t pid);
int postern_try_signal(pid_t pid, int signal);
int postern_try_executable_memory(void);
int postern_try_privileges(void);
int postern_try_unlimited(void);
/// Opens `path` in a child of its own that has nothing but Landlock around it.
int postern_try_open_behind_landlock(const char *path);
#endif
