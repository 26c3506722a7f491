#include "http/connection.hpp"

#include <algorithm>
#include <array>

#include "entra/support/url.hpp"

namespace entra::idp::http_server {
namespace {

constexpr int kAnswersPerTurn = 16;  // a client that pipelines without end must not hold a thread
constexpr std::chrono::milliseconds kDrainTime{2'000};
constexpr std::size_t kDrainBytes = 16u << 20;
constexpr std::size_t kReadSize = 32u << 10;
constexpr std::size_t kPortionsPerSecond = 20;  // of an answer that is sent slowly

http::Response call(const Handler& handler, const http::Request& request) {
  try {
    return handler(request);
  } catch (...) {
    // The exception's text may hold secrets: it stays here.
    http::Response response;
    response.status = 500;
    return response;
  }
}

}  // namespace

Connection::Connection(const ConnectionSettings& settings, std::unique_ptr<Stream> stream, std::string peer_address)
    : settings_(settings),
      stream_(std::move(stream)),
      peer_address_(std::move(peer_address)),
      scheme_(settings.scheme),
      reader_(settings.limits) {
  expect_within(settings_.message_timeout);
}

void Connection::expect_within(std::chrono::milliseconds time) {
  deadline_ = std::chrono::steady_clock::now() + time;
}

void Connection::send(std::string bytes, After after) {
  output_ = std::move(bytes);
  written_ = 0;
  after_ = after;
  delay_ = std::chrono::milliseconds(0);
  bytes_per_second_ = 0;
  stage_ = Stage::kWriting;
  expect_within(settings_.message_timeout);
}

void Connection::send_spoilt(ResponseText text, const http::WireFault& fault) {
  After after = text.keep_alive ? After::kNextMessage : After::kDrain;
  switch (fault.end) {
    case http::WireFault::End::kWhole:
      break;
    case http::WireFault::End::kDrop:
    case http::WireFault::End::kReset:
      text.bytes.clear();
      after = fault.end == http::WireFault::End::kDrop ? After::kDrop : After::kReset;
      break;
    case http::WireFault::End::kTruncate:
      text.bytes.resize(text.head_bytes + std::min(fault.body_bytes, text.bytes.size() - text.head_bytes));
      after = After::kCut;
      break;
  }
  send(std::move(text.bytes), after);
  delay_ = fault.delay;
  bytes_per_second_ = fault.bytes_per_second;
}

Connection::Wants Connection::pause(std::chrono::milliseconds time) {
  paused_ = true;
  expect_within(time);
  return Wants::kPause;
}

Connection::Wants Connection::run() {
  if (paused_) return Wants::kClose;
  answered_in_turn_ = 0;
  for (;;) {
    std::optional<Wants> wants;
    switch (stage_) {
      case Stage::kHandshake:
        wants = shake_hands();
        break;
      case Stage::kReading:
        wants = read();
        break;
      case Stage::kWriting:
        wants = write();
        break;
      case Stage::kDraining:
        wants = drain();
        break;
    }
    if (wants) return *wants;
  }
}

Connection::Wants Connection::expire() {
  if (std::exchange(paused_, false)) {
    expect_within(settings_.message_timeout);
    return run();
  }
  if (stage_ != Stage::kReading || reader_.is_idle()) return Wants::kClose;
  send(write_refusal({408, "the rest of the request did not come in time"}, SystemClock().now()), After::kDrain);
  return run();
}

std::optional<Connection::Wants> Connection::shake_hands() {
  switch (stream_->handshake().io) {
    case Io::kDone:
      stage_ = Stage::kReading;
      expect_within(settings_.idle_timeout);
      return std::nullopt;
    case Io::kWantRead:
      return Wants::kReadable;
    case Io::kWantWrite:
      return Wants::kWritable;
    case Io::kEnd:
    case Io::kBroken:
      break;
  }
  return Wants::kClose;
}

std::optional<Connection::Wants> Connection::read() {
  switch (reader_.advance()) {
    case MessageReader::State::kComplete:
      answer();
      return std::nullopt;
    case MessageReader::State::kContinue:
      send("HTTP/1.1 100 Continue\r\n\r\n", After::kSameMessage);
      return std::nullopt;
    case MessageReader::State::kRefused:
      send(write_refusal(reader_.refusal(), SystemClock().now()), After::kDrain);
      return std::nullopt;
    case MessageReader::State::kNeedMore:
      break;
  }
  if (answered_in_turn_ >= kAnswersPerTurn) return Wants::kTurn;
  // A client that asks again at once would keep its thread while those that asked before it wait.
  if (answered_in_turn_ > 0 && reader_.is_idle() && !stream_->holds_bytes()) return Wants::kReadable;
  if (reader_.in_body() && !std::exchange(was_in_body_, true)) expect_within(settings_.message_timeout);
  std::array<char, kReadSize> bytes;
  const IoResult got = stream_->read(bytes);
  switch (got.io) {
    case Io::kDone:
      if (reader_.is_idle()) expect_within(settings_.message_timeout);
      reader_.feed(std::string_view(bytes.data(), got.bytes));
      return std::nullopt;
    case Io::kWantRead:
      return Wants::kReadable;
    case Io::kWantWrite:
      return Wants::kWritable;
    case Io::kEnd:
    case Io::kBroken:
      break;
  }
  return Wants::kClose;
}

void Connection::answer() {
  Message message = reader_.take();
  was_in_body_ = false;
  ++answered_in_turn_;
  const std::string_view authority =
      message.head.authority.empty() ? std::string_view(settings_.local_authority) : message.head.authority;
  const bool is_connect = settings_.answers_for && message.head.method == "CONNECT";
  auto origin = parse_origin(is_connect ? "https" : std::string_view(scheme_), authority);
  const Instant now = SystemClock().now();
  if (!origin) {
    send(write_refusal(origin.error(), now), After::kDrain);
    return;
  }
  if (settings_.answers_for && answer_as_proxy(message.head, parse_url(*origin)->host)) return;
  http::Request request;
  request.method = std::move(message.head.method);
  request.origin = std::move(*origin);
  request.target = std::move(message.head.target);
  request.headers = std::move(message.head.headers);
  request.body = std::move(message.body);
  request.remote_address = peer_address_;
  ResponseContext context;
  context.to_head_request = request.method == "HEAD";
  context.to_http_1_0 = message.head.http_1_0;
  const http::Response response = call(settings_.handler, request);
  context.keep_alive = message.head.keep_alive && !settings_.stopping.load();
  context.now = SystemClock().now();
  // Bytes behind a last message would turn the close into a reset: an answer that ends the connection is drained.
  send_spoilt(write_response(response, context), response.wire);
}

bool Connection::answer_as_proxy(const RequestHead& head, const std::string& host) {
  if (!settings_.answers_for(host)) {
    const std::string text = "this proxy answers only for the hosts that it stands in for, and '" + host + "' is none";
    send(write_refusal({403, text}, SystemClock().now()), After::kDrain);
    return true;
  }
  if (head.method != "CONNECT") return false;
  if (head.target.starts_with('/')) {
    send(write_refusal({400, "CONNECT names host:port, not a path"}, SystemClock().now()), After::kDrain);
    return true;
  }
  send("HTTP/1.1 200 Connection established\r\n\r\n", After::kTunnel);
  return true;
}

std::optional<Connection::Wants> Connection::enter_tunnel() {
  // A client speaks TLS only once it has read that the tunnel stands; bytes before that cannot be handed to TLS.
  if (!reader_.is_idle() || scheme_ == "https") return Wants::kClose;
  auto within = make_tls_stream(stream_->release(), settings_.tunnel_tls);
  if (!within) return Wants::kClose;
  stream_ = std::move(within);
  scheme_ = "https";
  stage_ = Stage::kHandshake;
  expect_within(settings_.message_timeout);
  return std::nullopt;
}

std::optional<Connection::Wants> Connection::write() {
  if (delay_.count() > 0) return pause(std::exchange(delay_, std::chrono::milliseconds(0)));
  const std::size_t portion =
      bytes_per_second_ == 0 ? output_.size() : std::max<std::size_t>(1, bytes_per_second_ / kPortionsPerSecond);
  while (written_ < output_.size()) {
    const IoResult sent = stream_->write(std::string_view(output_).substr(written_, portion));
    if (sent.io == Io::kWantRead) return Wants::kReadable;
    if (sent.io == Io::kWantWrite) return Wants::kWritable;
    if (sent.io != Io::kDone) return Wants::kClose;
    written_ += sent.bytes;
    expect_within(settings_.message_timeout);
    if (bytes_per_second_ != 0) return pause(std::chrono::milliseconds(1000 * sent.bytes / bytes_per_second_));
  }
  return finish_answer();
}

std::optional<Connection::Wants> Connection::finish_answer() {
  output_.clear();
  stage_ = Stage::kReading;
  switch (after_) {
    case After::kNextMessage:
      // A part of the next message may be here already; its clock starts now.
      expect_within(reader_.is_idle() ? settings_.idle_timeout : settings_.message_timeout);
      break;
    case After::kSameMessage:
      break;
    case After::kTunnel:
      return enter_tunnel();
    case After::kCut:
      stream_->abandon();
      [[fallthrough]];
    case After::kDrain:
      stream_->finish_writing();
      stage_ = Stage::kDraining;
      expect_within(kDrainTime);
      break;
    case After::kReset:
      stream_->reset_on_close();
      [[fallthrough]];
    case After::kDrop:
      stream_->abandon();
      return Wants::kClose;
  }
  return std::nullopt;
}

std::optional<Connection::Wants> Connection::drain() {
  std::array<char, kReadSize> bytes;
  const IoResult got = stream_->read_raw(bytes);
  drained_ += got.bytes;
  if (got.io == Io::kWantRead) return Wants::kReadable;
  return got.io == Io::kDone && drained_ < kDrainBytes ? std::nullopt : std::optional(Wants::kClose);
}

}  // namespace entra::idp::http_server
