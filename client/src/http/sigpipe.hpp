#pragma once
// Writing to a connection that the server has closed raises SIGPIPE, which by default ends the whole program.

#include <pthread.h>
#include <signal.h>

namespace entra::client {

/// While it lives, SIGPIPE does not reach the calling thread; one that was raised meanwhile is taken away. A library
/// must not change what the program does with its signals, so only this thread's mask is touched.
class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    was_pending_ = is_pending();
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeGuard() {
    const timespec at_once{};
    if (!was_pending_ && is_pending()) sigtimedwait(&sigpipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  static bool is_pending() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
  }

  sigset_t sigpipe_{};
  sigset_t before_{};
  bool was_pending_{false};
};

}  // namespace entra::client
