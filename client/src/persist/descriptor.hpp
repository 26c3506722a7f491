#pragma once
// A file descriptor that is closed, and what the system said when a call failed.

#include <unistd.h>

#include <string>
#include <utility>

#include "entra/support/result.hpp"

namespace entra::client {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  void reset() noexcept {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int number_;
};

/// kIo: "PATH cannot be WHAT: No space left on device", for the errno of the call just made.
[[nodiscard]] tl::unexpected<Error> io_failure(const std::string& path, const char* what);

}  // namespace entra::client
