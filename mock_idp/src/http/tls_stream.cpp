#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "http/response_text.hpp"
#include "http/stream.hpp"

namespace entra::idp::http_server {
namespace {

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

/// OpenSSL writes with write(2), so the threads that call this keep SIGPIPE blocked (signal_mask.hpp).
class TlsStream final : public Stream {
 public:
  TlsStream(Descriptor socket, std::unique_ptr<SSL, FreeSsl> ssl) : Stream(std::move(socket)), ssl_(std::move(ssl)) {}

  ~TlsStream() override {
    // Without this alert clients cannot tell an answer's end from a cut connection (RFC 8446 §6.1).
    finish_tls();
  }

  IoResult handshake() override {
    ERR_clear_error();
    const int done = SSL_accept(ssl_.get());
    if (done == 1) {
      established_ = true;
      return {Io::kDone, 0};
    }
    if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST) answer_plain_http();
    return {outcome(done), 0};
  }

  IoResult read(std::span<char> into) override {
    ERR_clear_error();
    std::size_t got = 0;
    const int done = SSL_read_ex(ssl_.get(), into.data(), into.size(), &got);
    return {done == 1 ? Io::kDone : outcome(done), got};
  }

  [[nodiscard]] bool holds_bytes() const override { return SSL_has_pending(ssl_.get()) == 1; }

  IoResult write(std::string_view bytes) override {
    ERR_clear_error();
    std::size_t sent = 0;
    const int done = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent);
    return {done == 1 ? Io::kDone : outcome(done), sent};
  }

  void finish_writing() override {
    finish_tls();
    ::shutdown(descriptor(), SHUT_WR);
  }

  void abandon() override { established_ = false; }

 private:
  Io outcome(int done) {
    switch (SSL_get_error(ssl_.get(), done)) {
      case SSL_ERROR_WANT_READ:
        return Io::kWantRead;
      case SSL_ERROR_WANT_WRITE:
        return Io::kWantWrite;
      case SSL_ERROR_ZERO_RETURN:
        return Io::kEnd;
      default:
        established_ = false;  // after a fatal error OpenSSL forbids SSL_shutdown
        return Io::kBroken;
    }
  }

  void finish_tls() {
    if (!std::exchange(established_, false)) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }

  void answer_plain_http() {
    const std::string text =
        write_refusal({400, "this port speaks HTTPS, and the request came in plain HTTP"}, SystemClock().now());
    ::send(descriptor(), text.data(), text.size(), MSG_NOSIGNAL);
    ::shutdown(descriptor(), SHUT_WR);
    // Unread bytes would turn the close into a reset, which can overtake the answer.
    char sink[4096];
    while (read_raw(sink).io == Io::kDone) {
    }
  }

  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool established_{false};
};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                    unsigned int offered_size, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, chosen_size, kOurs, sizeof kOurs, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

tl::unexpected<Error> crypto_error(const std::string& what) {
  char text[256] = "";
  ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
  ERR_clear_error();
  return fail(Errc::kCrypto, what + ": " + text);
}

}  // namespace

std::unique_ptr<Stream> make_tls_stream(Descriptor socket, SSL_CTX* context) {
  std::unique_ptr<SSL, FreeSsl> ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), socket.get()) != 1) return nullptr;
  SSL_set_accept_state(ssl.get());
  return std::make_unique<TlsStream>(std::move(socket), std::move(ssl));
}

Result<std::shared_ptr<SSL_CTX>> make_tls_context(const TlsFiles& files) {
  ERR_clear_error();
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return crypto_error("no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_chain_file.c_str()) != 1)
    return crypto_error("cannot use the certificate in " + files.certificate_chain_file);
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.private_key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return crypto_error("cannot use the private key in " + files.private_key_file);
  if (SSL_CTX_check_private_key(context.get()) != 1)
    return crypto_error("the private key in " + files.private_key_file + " does not belong to the certificate");
  return context;
}

}  // namespace entra::idp::http_server
