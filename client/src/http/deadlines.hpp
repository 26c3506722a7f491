#pragma once
// Ends an exchange whose time is over, however slowly its bytes still come.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace entra::client {

/// Calls back at steady-clock times. cpp-httplib's own time-outs count from byte to byte only. Thread-safe.
class Deadlines {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  Deadlines() = default;
  ~Deadlines();
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// From its making to its end, `expired` may be called once, on another thread, never after the end.
  class Armed {
   public:
    Armed(Deadlines& owner, SteadyTime when, std::function<void()> expired);
    ~Armed();
    Armed(const Armed&) = delete;
    Armed& operator=(const Armed&) = delete;

   private:
    Deadlines& owner_;
    std::multimap<SteadyTime, Armed*>::iterator place_;
    std::function<void()> expired_;
    bool fired_{false};
    friend class Deadlines;
  };

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<SteadyTime, Armed*> armed_;
  bool stopping_{false};
  std::thread thread_;  ///< started by the first deadline
};

}  // namespace entra::client
