#include "server/image_worker/confinement.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <memory>

namespace timeshelf::image_worker {
namespace {

// Measured: a picture of 100 million pixels that has to be whole in memory takes 0.6 GiB of it.
constexpr rlim_t kMemory = rlim_t{2} << 30;
constexpr rlim_t kSeconds = 20;  // of processor time
constexpr rlim_t kOpenFiles = 32;

bool limit(__rlimit_resource what, rlim_t most) {
  const rlimit both{most, most};
  return setrlimit(what, &both) == 0;
}

bool limit_resources() {
  return limit(RLIMIT_AS, kMemory) && limit(RLIMIT_CPU, kSeconds) && limit(RLIMIT_FSIZE, 0) &&
         limit(RLIMIT_NOFILE, kOpenFiles) && limit(RLIMIT_CORE, 0);
}

// Libraries may look for their tables, but nothing is written, and nobody is talked to.
bool filter_calls() {
  const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return false;
  const auto forbid = [&](int call) {
    return seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) == 0;
  };
  const auto forbid_writing = [&](int call, unsigned flags_at) {
    const auto deny = [&](scmp_datum_t way) {
      return seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 1,
                              SCMP_CMP(flags_at, SCMP_CMP_MASKED_EQ, O_ACCMODE, way)) == 0;
    };
    return deny(O_WRONLY) && deny(O_RDWR);
  };
  return forbid(SCMP_SYS(socket)) && forbid(SCMP_SYS(socketpair)) && forbid(SCMP_SYS(connect)) &&
         forbid(SCMP_SYS(execve)) && forbid(SCMP_SYS(execveat)) && forbid(SCMP_SYS(fork)) &&
         forbid(SCMP_SYS(vfork)) && forbid(SCMP_SYS(kill)) && forbid(SCMP_SYS(tgkill)) &&
         forbid(SCMP_SYS(tkill)) && forbid(SCMP_SYS(ptrace)) && forbid(SCMP_SYS(process_vm_readv)) &&
         forbid(SCMP_SYS(process_vm_writev)) && forbid(SCMP_SYS(unlink)) && forbid(SCMP_SYS(unlinkat)) &&
         forbid(SCMP_SYS(rename)) && forbid(SCMP_SYS(renameat)) && forbid(SCMP_SYS(renameat2)) &&
         forbid(SCMP_SYS(truncate)) && forbid(SCMP_SYS(creat)) && forbid(SCMP_SYS(openat2)) &&
         forbid(SCMP_SYS(io_uring_setup)) && forbid_writing(SCMP_SYS(open), 1) &&
         forbid_writing(SCMP_SYS(openat), 2) && seccomp_load(filter.get()) == 0;
}

}  // namespace

bool confine() {
  return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_DUMPABLE, 0) == 0 && limit_resources() && filter_calls();
}

}  // namespace timeshelf::image_worker
