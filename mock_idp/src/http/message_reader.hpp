#pragma once
// Cuts a connection's bytes into requests: heads, bodies by length and in chunks, one after the other. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "http/request_head.hpp"

namespace entra::idp::http_server {

struct MessageLimits {
  std::size_t max_head_bytes{256u << 10};
  std::size_t max_body_bytes{4u << 20};
};

struct Message {
  RequestHead head;
  std::string body;  ///< decoded when it came in chunks; trailers are dropped
};

/// Not thread-safe; one per connection.
class MessageReader {
 public:
  enum class State {
    kNeedMore,  ///< feed() more bytes
    kContinue,  ///< the client waits for "100 Continue"; answer it and advance() again. Reported once a message
    kComplete,  ///< take() the message
    kRefused,   ///< answer refusal() and close; there is no way to find the next message
  };

  explicit MessageReader(MessageLimits limits) : limits_(limits) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  [[nodiscard]] State advance();
  [[nodiscard]] Message take();  ///< after kComplete; what follows stays for the next message
  [[nodiscard]] const Refusal& refusal() const noexcept { return refusal_; }
  /// No byte of a message has arrived: the connection may be idle.
  [[nodiscard]] bool is_idle() const noexcept { return phase_ == Phase::kHead && buffer_.empty(); }
  [[nodiscard]] bool in_body() const noexcept { return phase_ != Phase::kHead; }

 private:
  enum class Phase { kHead, kLength, kChunkSize, kChunkData, kChunkEnd, kTrailers, kComplete, kRefused };
  enum class Line { kWhole, kIncomplete, kRefused };

  /// Each takes what it can from buffer_ at position_; false when more bytes are needed or the phase is final.
  bool step();
  bool read_head();
  bool read_body(Phase then);  ///< what remains of the body or of a chunk, then the next phase
  bool read_chunk_size();
  bool read_chunk_end();
  bool read_trailers();
  bool refuse(int status, std::string detail);
  Line take_line(std::string_view& line, std::size_t limit);

  MessageLimits limits_;
  std::string buffer_;
  std::size_t position_{0};  ///< what is before it has been used
  std::size_t checked_{0};   ///< of the head, bytes already searched for its end
  Phase phase_{Phase::kHead};
  bool continue_due_{false};
  std::uint64_t remaining_{0};  ///< of the body or the chunk
  std::size_t trailer_bytes_{0};
  Message message_;
  Refusal refusal_;
};

}  // namespace entra::idp::http_server
