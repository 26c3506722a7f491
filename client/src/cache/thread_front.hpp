#pragma once
// Owning pointers that a thread hands out from a count of its own: copies of one shared pointer on two threads would
// both write its count, and a hot token would cost each of them several times a look-up.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "entra/client/token.hpp"

namespace entra::client {

/// Belongs to one thread. Keeps at most eight tokens alive, until others take their places or the thread ends.
class ThreadFront {
 public:
  /// The token of the record `id`, which no other record of the process has.
  [[nodiscard]] std::shared_ptr<const Token> own(std::uint64_t id, const std::shared_ptr<const Token>& token) {
    Line& line = lines_[id % kLines];
    if (line.id != id) {
      // A count of its own is worth an allocation only for what is asked for twice in a row.
      line.id = id;
      line.token.reset();
      return token;
    }
    if (!line.token) {
      const auto hold = std::make_shared<const std::shared_ptr<const Token>>(token);
      line.token = std::shared_ptr<const Token>(hold, token.get());
    }
    return line.token;
  }
  void clear() noexcept { lines_ = {}; }

 private:
  static constexpr std::size_t kLines = 8;
  struct Line {
    std::uint64_t id{0};
    std::shared_ptr<const Token> token;  ///< null until the second time
  };
  std::array<Line, kLines> lines_;
};

}  // namespace entra::client
