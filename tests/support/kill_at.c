/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kill_at CALLS WHEN COUNTS COMMAND...: runs COMMAND and kills it (SIGKILL) at the entry of the WHEN-th of CALLS, whichever of
 * its threads and children makes it; that call is not made any more. WHEN 0: never. How many of each came is written to the
 * file COUNTS, a name and a number a line. The kernel stops the process at these calls alone: it runs as fast as without,
 * which no other tracer gives together with a signal at the entry. Ends as COMMAND ends; dies, and COMMAND dies too. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What one name stands for: the C library is free to choose between them. */
static const struct
{
    const char* name;
    int number;
} k_calls[] = {
    {"fdatasync", SYS_fdatasync},
    {"fsync", SYS_fsync},
#ifdef SYS_rename
    {"rename", SYS_rename},
#endif
#ifdef SYS_renameat
    {"rename", SYS_renameat},
#endif
    {"rename", SYS_renameat2},
#ifdef SYS_unlink
    {"unlink", SYS_unlink},
#endif
    {"unlink", SYS_unlinkat},
};
enum
{
    k_count = sizeof k_calls / sizeof k_calls[0]
};

static void fail(const char* what)
{
    fprintf(stderr, "kill_at: %s: %s\n", what, strerror(errno));
    exit(127);
}

static int is_asked_for(const char* name, const char* list)
{
    const size_t length = strlen(name);
    for (const char* at = list; (at = strstr(at, name)) != NULL; ++at) {
        if ((at == list || at[-1] == ',') && (at[length] == ',' || at[length] == '\0')) {
            return 1;
        }
    }
    return 0;
}

/* The event message of a stop is the place in k_calls. */
static void stop_at(const char* list)
{
    struct sock_filter filter[2 * k_count + 2];
    unsigned short used = 0;
    filter[used++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < k_count; ++i) {
        if (is_asked_for(k_calls[i].name, list)) {
            filter[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)k_calls[i].number, 0, 1);
            filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | i);
        }
    }
    if (used == 1) {
        errno = EINVAL;
        fail(list);
    }
    filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {used, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        fail("seccomp");
    }
}

static void write_counts(const char* path, const unsigned long* counts)
{
    FILE* out = fopen(path, "w");
    if (out == NULL) {
        fail(path);
    }
    for (unsigned i = 0; i < k_count; ++i) {
        fprintf(out, "%s %lu\n", k_calls[i].name, counts[i]);
    }
    if (fclose(out) != 0) {
        fail(path);
    }
}

/* Lets `stopped` go on as if nobody watched. */
static void go_on(pid_t stopped, int status)
{
    const int signal = WSTOPSIG(status);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
        ptrace(PTRACE_LISTEN, stopped, NULL, NULL); /* stopped as a whole, until SIGCONT */
    } else {
        ptrace(PTRACE_CONT, stopped, NULL, (void*)(long)(event == 0 ? signal : 0));
    }
}

/* Returns how the first process ended. */
static int watch(pid_t first, unsigned long when, unsigned long* counts)
{
    unsigned long calls = 0;
    for (int status = 0;;) {
        const pid_t stopped = waitpid(-1, &status, __WALL);
        if (stopped < 0 && errno != EINTR) {
            fail("waitpid");
        }
        if (stopped == first && !WIFSTOPPED(status)) {
            return status;
        }
        if (stopped < 0 || !WIFSTOPPED(status)) {
            continue;
        }
        unsigned long place = 0;
        if (status >> 16 == PTRACE_EVENT_SECCOMP && ptrace(PTRACE_GETEVENTMSG, stopped, NULL, &place) == 0 && place < k_count) {
            ++counts[place];
            if (++calls == when) {
                kill(first, SIGKILL);
                continue;
            }
        }
        go_on(stopped, status);
    }
}

int main(int argc, char** argv)
{
    int ready[2];
    if (argc < 5 || pipe(ready) != 0) {
        fprintf(stderr, "kill_at CALLS WHEN COUNTS COMMAND...\n");
        return 127;
    }
    const pid_t first = fork();
    if (first == 0) {
        char byte = 0;
        close(ready[1]);
        if (read(ready[0], &byte, 1) != 1) {
            _exit(127);
        }
        close(ready[0]);
        stop_at(argv[1]);
        execvp(argv[4], argv + 4);
        fail(argv[4]);
    }
    const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL;
    if (first < 0 || ptrace(PTRACE_SEIZE, first, NULL, (void*)options) != 0) {
        fail("ptrace");
    }
    close(ready[0]);
    if (write(ready[1], "", 1) != 1) {
        fail("pipe");
    }
    close(ready[1]);
    unsigned long counts[k_count] = {0};
    const int status = watch(first, strtoul(argv[2], NULL, 10), counts);
    write_counts(argv[3], counts);
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        kill(getpid(), WTERMSIG(status));
    }
    return WEXITSTATUS(status);
}
