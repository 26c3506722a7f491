#include "http/connection.hpp"

#include <array>

#include "http/response_text.hpp"

namespace entra::idp::http_server {
namespace {

constexpr int kAnswersPerTurn = 16;  // a client that pipelines without end must not hold a thread
constexpr std::chrono::milliseconds kDrainTime{2'000};
constexpr std::size_t kDrainBytes = 16u << 20;
constexpr std::size_t kReadSize = 32u << 10;

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
  stage_ = Stage::kWriting;
  expect_within(settings_.message_timeout);
}

Connection::Wants Connection::run() {
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
  auto origin = parse_origin(settings_.scheme, authority);
  const Instant now = SystemClock().now();
  if (!origin) {
    send(write_refusal(origin.error(), now), After::kDrain);
    return;
  }
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
  ResponseText text = write_response(response, context);
  // Bytes behind a last message would turn the close into a reset: drain unless there are none for certain.
  send(std::move(text.bytes), text.keep_alive ? After::kNextMessage : After::kDrain);
}

std::optional<Connection::Wants> Connection::write() {
  while (written_ < output_.size()) {
    const IoResult sent = stream_->write(std::string_view(output_).substr(written_));
    if (sent.io == Io::kWantRead) return Wants::kReadable;
    if (sent.io == Io::kWantWrite) return Wants::kWritable;
    if (sent.io != Io::kDone) return Wants::kClose;
    written_ += sent.bytes;
    expect_within(settings_.message_timeout);
  }
  output_.clear();
  stage_ = Stage::kReading;
  switch (after_) {
    case After::kNextMessage:
      // A part of the next message may be here already; its clock starts now.
      expect_within(reader_.is_idle() ? settings_.idle_timeout : settings_.message_timeout);
      break;
    case After::kSameMessage:
      break;
    case After::kDrain:
      stream_->finish_writing();
      stage_ = Stage::kDraining;
      expect_within(kDrainTime);
      break;
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
