#pragma once
// One accepted connection: reads a message, has it answered, writes the answer, and says what it waits for next.

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "http/message_reader.hpp"
#include "http/response_text.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"

namespace entra::idp::http_server {

/// What all connections of a listener share; outlives them.
struct ConnectionSettings {
  Handler handler;
  MessageLimits limits;
  std::string scheme;           ///< of the origin: "http" or "https"
  std::string local_authority;  ///< the origin's host for HTTP/1.0 clients that name none
  std::chrono::milliseconds message_timeout{};
  std::chrono::milliseconds idle_timeout{};
  std::function<bool(std::string_view host)> answers_for;  ///< of a proxy; empty: every host is served
  SSL_CTX* tunnel_tls{nullptr};                            ///< when answers_for
  std::atomic<bool> stopping{false};                       ///< answers close their connections from now on
};

/// Never blocks outside the handler. Used by one thread at a time.
class Connection {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  enum class Wants {
    kReadable,  ///< run() again when the socket is readable
    kWritable,
    kTurn,   ///< run() again once others had their turn
    kPause,  ///< expire() at the deadline; whatever happens before means that the peer has gone
    kClose,  ///< destroy it
  };

  Connection(const ConnectionSettings& settings, std::unique_ptr<Stream> stream, std::string peer_address);

  /// Goes as far as it can without waiting.
  [[nodiscard]] Wants run();
  /// The deadline has passed: a half-sent message is answered with 408, everything else closes.
  [[nodiscard]] Wants expire();
  [[nodiscard]] SteadyTime deadline() const noexcept { return deadline_; }
  [[nodiscard]] int descriptor() const noexcept { return stream_->descriptor(); }

 private:
  enum class Stage {
    kHandshake,
    kReading,
    kWriting,
    kDraining,  ///< the last answer is out; what still comes is thrown away, so that no reset overtakes the answer
  };
  enum class After {
    kNextMessage,
    kSameMessage,
    kDrain,
    kTunnel,  ///< TLS begins
    kCut,     ///< as kDrain, but broken off
    kDrop,    ///< close, broken off
    kReset,   ///< likewise, with a reset
  };

  /// Each returns nothing when run() should look at the new stage.
  std::optional<Wants> shake_hands();
  std::optional<Wants> read();
  std::optional<Wants> write();
  std::optional<Wants> drain();
  void answer();
  /// Of a proxy: whether the message was answered without the handler, as a tunnel or a refusal.
  bool answer_as_proxy(const RequestHead& head, const std::string& host);
  std::optional<Wants> enter_tunnel();
  void send(std::string bytes, After after);
  void send_spoilt(ResponseText text, const http::WireFault& fault);
  Wants pause(std::chrono::milliseconds time);
  std::optional<Wants> finish_answer();
  void expect_within(std::chrono::milliseconds time);

  const ConnectionSettings& settings_;
  std::unique_ptr<Stream> stream_;
  std::string peer_address_;
  std::string scheme_;
  MessageReader reader_;
  Stage stage_{Stage::kHandshake};
  std::string output_;
  std::size_t written_{0};
  After after_{After::kNextMessage};
  std::chrono::milliseconds delay_{0};  ///< before the first byte of output_
  std::size_t bytes_per_second_{0};     ///< 0: as fast as it goes
  bool paused_{false};
  bool was_in_body_{false};
  int answered_in_turn_{0};
  std::size_t drained_{0};
  SteadyTime deadline_;
};

}  // namespace entra::idp::http_server
