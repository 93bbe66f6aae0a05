// kill-at-call [--changes] [--alone] N PROGRAM ARGUMENTS…
//
// Runs a program and kills it (SIGKILL) just before its N-th system call, which then does not happen. Calls of all its
// threads, and of all the programs that it starts, are counted together. N = 0 kills nothing.
//
//   --changes   counts only calls that may change a file, a folder or who is alive. Between two of these a killed
//               program leaves the same, so that killing it at each of them is killing it at every call.
//   --alone     kills only the first program. What it has started goes on, and is waited for.
//
// Prints how many calls were counted. The exit status is 137 if the program was killed, and else the program's own.
// Linux only, by ptrace.
#ifdef __linux__

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Names that only some machines have.
#define NONE -1
#ifndef __NR_open
#define __NR_open NONE
#define __NR_creat NONE
#define __NR_rename NONE
#define __NR_link NONE
#define __NR_symlink NONE
#define __NR_unlink NONE
#define __NR_mkdir NONE
#define __NR_rmdir NONE
#define __NR_chmod NONE
#define __NR_fork NONE
#define __NR_vfork NONE
#endif
#ifndef __NR_renameat
#define __NR_renameat NONE
#endif

enum { most = 4096 };
static pid_t alive[most];
static int aliveCount;

static void add(pid_t thread) {
  for (int i = 0; i < aliveCount; i++)
    if (alive[i] == thread) return;
  if (aliveCount < most) alive[aliveCount++] = thread;
}

static void removeThread(pid_t thread) {
  for (int i = 0; i < aliveCount; i++)
    if (alive[i] == thread) alive[i--] = alive[--aliveCount];
}

/// Whether a call may change what a killed program leaves.
static int changes(const struct __ptrace_syscall_info *info) {
  const int writing = O_CREAT | O_TRUNC;
  long call = (long)info->entry.nr;
  if (call == NONE) return 0;
  if (call == __NR_open) return (info->entry.args[1] & writing) != 0;
  if (call == __NR_openat) return (info->entry.args[2] & writing) != 0;
  const long all[] = {
      __NR_creat,     __NR_write,     __NR_pwrite64,  __NR_writev,    __NR_pwritev,
      __NR_sendfile,  __NR_splice,    __NR_ftruncate, __NR_truncate,  __NR_fallocate,
      __NR_rename,    __NR_renameat,  __NR_renameat2, __NR_link,      __NR_linkat,
      __NR_symlink,   __NR_symlinkat, __NR_unlink,    __NR_unlinkat,  __NR_mkdir,
      __NR_mkdirat,   __NR_rmdir,     __NR_chmod,     __NR_fchmod,    __NR_fchmodat,
      __NR_fork,      __NR_vfork,     __NR_clone,     __NR_clone3,    __NR_execve,
      __NR_exit_group, __NR_copy_file_range, __NR_openat2, __NR_kill, __NR_tgkill,
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (call == all[i]) return 1;
  return 0;
}

int main(int argc, char **argv) {
  int onlyChanges = 0, alone = 0, first = 1;
  for (; first < argc && argv[first][0] == '-'; first++) {
    if (strcmp(argv[first], "--changes") == 0) onlyChanges = 1;
    if (strcmp(argv[first], "--alone") == 0) alone = 1;
  }
  if (argc < first + 2) {
    fprintf(stderr, "usage: kill-at-call [--changes] [--alone] N PROGRAM ARGUMENTS...\n");
    return 64;
  }
  const long last = atol(argv[first]);
  char **program = argv + first + 1;

  const pid_t root = fork();
  if (root == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(126);
    raise(SIGSTOP);
    execvp(program[0], program);
    _exit(127);
  }
  int status;
  if (root < 0 || waitpid(root, &status, 0) != root || !WIFSTOPPED(status)) {
    fprintf(stderr, "kill-at-call: the program cannot be followed: %s\n", strerror(errno));
    return 126;
  }
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
                       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC;
  if (ptrace(PTRACE_SETOPTIONS, root, 0, options) != 0) {
    fprintf(stderr, "kill-at-call: the program cannot be followed: %s\n", strerror(errno));
    kill(root, SIGKILL);
    return 126;
  }
  add(root);
  ptrace(PTRACE_SYSCALL, root, 0, 0);

  long count = 0;
  int isKilled = 0, ending = 0;
  for (;;) {
    const pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) {
      if (errno == EINTR) continue;
      break;  // Nobody is left.
    }
    if (!WIFSTOPPED(status)) {
      removeThread(thread);
      if (thread == root) ending = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    add(thread);
    int signal = WSTOPSIG(status);
    if (signal == (SIGTRAP | 0x80)) {
      signal = 0;
      struct __ptrace_syscall_info info;
      memset(&info, 0, sizeof info);
      if (!isKilled && ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) > 0 &&
          info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        // How often threads give way while they wait for each other is chance, and changes nothing.
        if (onlyChanges ? changes(&info) : (long)info.entry.nr != __NR_sched_yield) count++;
        if (last > 0 && count == last) {
          isKilled = 1;
          if (alone)
            kill(root, SIGKILL);
          else
            for (int i = 0; i < aliveCount; i++) syscall(SYS_tkill, alive[i], SIGKILL);
        }
      }
    } else if (status >> 16 != 0 || signal == SIGSTOP) {
      signal = 0;  // A new thread or program.
    }
    ptrace(PTRACE_SYSCALL, thread, 0, signal);
  }
  printf("%ld\n", count);
  return isKilled ? 137 : ending;
}

#else

#include <stdio.h>

int main(void) {
  fprintf(stderr, "kill-at-call: works on Linux only\n");
  return 69;
}

#endif
