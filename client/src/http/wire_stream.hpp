#pragma once
// The socket under cpp-httplib's client: one deadline for the whole exchange, one write for head and body, and an
// answer's header fields as they were sent.

#include <httplib.h>

#include <chrono>
#include <string>
#include <string_view>

#include "entra/support/http_message.hpp"
#include "entra/support/result.hpp"

namespace entra::client {

/// What an exchange needs from the wire and learns from it.
struct Exchange {
  std::chrono::steady_clock::time_point deadline;
  std::size_t max_head_bytes{1u << 20};
  std::size_t max_bytes{64u << 20};  ///< of head and body as they are sent, so that nothing between them is endless

  Error no_connection{};    ///< why, when none could be opened
  http::Headers headers;    ///< of the answer, raw: the library decodes %XX in them and forgets their order
  std::size_t received{0};  ///< bytes
  bool timed_out{false};    ///< a read or write was still waiting at the deadline
  bool head_is_bad{false};  ///< too large, or a line that is no header field
  bool is_too_long{false};  ///< more than max_bytes came
};

/// The library reads from it a head that holds only what frames the body; so its limit of 8192 bytes a header line
/// (baked into Debian's build) is never met, and a redirect may carry a token. Does not own socket and SSL.
class WireStream final : public httplib::Stream {
 public:
  WireStream(int socket, SSL* ssl, Exchange& exchange);

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* into, std::size_t size) override;
  ssize_t write(const char* bytes, std::size_t size) override;  ///< kept until the first read
  using Stream::write;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  enum class Move { kDone, kEnd, kFailed };

  Move receive(char* into, std::size_t size, std::size_t& got);
  Move send(std::string_view bytes, std::size_t& sent);
  bool wait_for(short events);
  bool retry_tls(int outcome, bool& ended);
  bool flush();
  bool read_head();
  bool take_head(std::string_view head);
  bool fail_head();

  int socket_;
  SSL* ssl_;
  Exchange& exchange_;
  std::string output_;
  std::string input_;  ///< shortened head, then what of the body came with it
  bool head_read_{false};
};

}  // namespace entra::client
