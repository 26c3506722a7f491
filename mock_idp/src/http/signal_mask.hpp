#pragma once
// Keeping signals away from the threads that serve.

#include <pthread.h>
#include <signal.h>

namespace entra::idp::http_server {

/// While it lives, the calling thread, and so every thread that it starts, blocks what is sent to the process: SIGTERM
/// stays the program's own, and SIGPIPE from a TLS write is not deadly. Faults of the thread itself stay deliverable.
class BlockSignals {
 public:
  BlockSignals() {
    sigset_t blocked;
    sigfillset(&blocked);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGPROF}) sigdelset(&blocked, fault);
    pthread_sigmask(SIG_SETMASK, &blocked, &before_);
  }
  ~BlockSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockSignals(const BlockSignals&) = delete;
  BlockSignals& operator=(const BlockSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace entra::idp::http_server
