#pragma once
// The bytes of one accepted connection, plain or TLS. No call ever blocks.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "entra/support/result.hpp"
#include "http/server.hpp"
#include "http/socket.hpp"

typedef struct ssl_ctx_st SSL_CTX;

namespace entra::idp::http_server {

enum class Io {
  kDone,       ///< `bytes` were moved (for a handshake: it is finished)
  kWantRead,   ///< again when the socket is readable
  kWantWrite,  ///< again when the socket is writable
  kEnd,        ///< the peer will send no more
  kBroken,     ///< reset, protocol error: close
};
struct IoResult {
  Io io{Io::kDone};
  std::size_t bytes{0};
};

/// Owns its socket and closes it. Not thread-safe.
class Stream {
 public:
  virtual ~Stream() = default;
  [[nodiscard]] virtual IoResult handshake() = 0;
  /// To be called until kWantRead, or while holds_bytes(): what was already taken in is announced by no readiness.
  [[nodiscard]] virtual IoResult read(std::span<char> into) = 0;
  [[nodiscard]] virtual bool holds_bytes() const { return false; }  ///< of a TLS record, taken off the socket
  [[nodiscard]] virtual IoResult write(std::string_view bytes) = 0;
  /// No more will be written: the peer sees an orderly end. Best effort.
  virtual void finish_writing() = 0;
  /// From here on the connection breaks off instead of ending in order: no farewell of TLS.
  virtual void abandon() = 0;
  /// Closing will send a reset, not an orderly end.
  void reset_on_close();
  /// Reads past TLS, for throwing away what a refused client still sends.
  [[nodiscard]] IoResult read_raw(std::span<char> into);
  [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }
  /// The socket for another stream over it; this one is good for nothing but destruction.
  [[nodiscard]] Descriptor release() noexcept { return std::move(socket_); }

 protected:
  explicit Stream(Descriptor socket) : socket_(std::move(socket)) {}
  Descriptor socket_;
};

[[nodiscard]] std::unique_ptr<Stream> make_plain_stream(Descriptor socket);
/// Null when OpenSSL is out of memory. A peer that speaks plain HTTP is told so in plain HTTP.
[[nodiscard]] std::unique_ptr<Stream> make_tls_stream(Descriptor socket, SSL_CTX* context);

/// TLS 1.2 and later, ALPN "http/1.1". kIo or kCrypto naming the file that is no good.
[[nodiscard]] Result<std::shared_ptr<SSL_CTX>> make_tls_context(const TlsFiles& files);

}  // namespace entra::idp::http_server
