#include "http/message_reader.hpp"

#include <algorithm>
#include <utility>

#include "http/syntax.hpp"

namespace entra::idp::http_server {
namespace {

constexpr std::size_t kMaxChunkLine = 4096;  // size and extensions (RFC 9112 §7.1.1: limit what extensions may cost)

/// RFC 9112 §7.1: hexadecimal digits, then perhaps extensions. False for everything else, "-2" included.
bool parse_chunk_size(std::string_view line, std::uint64_t& size) {
  const std::string_view digits = trim_blanks(line.substr(0, line.find(';')));
  if (digits.empty() || digits.size() > 15) return false;
  size = 0;
  for (const char c : digits) {
    const auto position = std::string_view("0123456789abcdefABCDEF").find(c);
    if (position == std::string_view::npos) return false;
    size = size * 16 + (position > 15 ? position - 6 : position);
  }
  return true;
}

}  // namespace

MessageReader::State MessageReader::advance() {
  while (step()) {
  }
  buffer_.erase(0, position_);
  checked_ -= std::min(checked_, position_);
  position_ = 0;
  if (phase_ == Phase::kRefused) return State::kRefused;
  if (continue_due_) {
    continue_due_ = false;
    return State::kContinue;
  }
  return phase_ == Phase::kComplete ? State::kComplete : State::kNeedMore;
}

Message MessageReader::take() {
  phase_ = Phase::kHead;
  remaining_ = 0;
  trailer_bytes_ = 0;
  return std::exchange(message_, Message{});
}

bool MessageReader::step() {
  switch (phase_) {
    case Phase::kHead:
      return read_head();
    case Phase::kLength:
      return read_body(Phase::kComplete);
    case Phase::kChunkSize:
      return read_chunk_size();
    case Phase::kChunkData:
      return read_body(Phase::kChunkEnd);
    case Phase::kChunkEnd:
      return read_chunk_end();
    case Phase::kTrailers:
      return read_trailers();
    case Phase::kComplete:
    case Phase::kRefused:
      break;
  }
  return false;
}

bool MessageReader::refuse(int status, std::string detail) {
  refusal_ = Refusal{status, std::move(detail)};
  phase_ = Phase::kRefused;
  return false;
}

bool MessageReader::read_head() {
  // RFC 9112 §2.2: an empty line before a request line is skipped.
  while (checked_ == position_ && std::string_view(buffer_).substr(position_).starts_with("\r\n")) {
    position_ += 2;
    checked_ = position_;
  }
  const std::string_view bytes = std::string_view(buffer_).substr(position_);
  std::size_t checked = checked_ - position_;
  const auto end = find_head_end(bytes, checked);
  checked_ = position_ + checked;
  if (!end) return refuse(end.error().status, end.error().detail);
  if (*end > limits_.max_head_bytes || (*end == 0 && bytes.size() > limits_.max_head_bytes)) {
    const bool line_too_long = bytes.substr(0, limits_.max_head_bytes).find("\r\n") == std::string_view::npos;
    return line_too_long ? refuse(414, "the request target is too long")
                         : refuse(431, "the request's header fields are too large");
  }
  if (*end == 0) return false;
  auto head = parse_request_head(bytes.substr(0, *end));
  position_ += *end;
  checked_ = position_;
  if (!head) return refuse(head.error().status, head.error().detail);
  message_.head = std::move(*head);
  if (message_.head.content_length > limits_.max_body_bytes)
    return refuse(413, "the request's body is larger than is read here");
  remaining_ = message_.head.content_length;
  continue_due_ = message_.head.expects_continue;
  phase_ = message_.head.framing == BodyFraming::kNone     ? Phase::kComplete
           : message_.head.framing == BodyFraming::kLength ? Phase::kLength
                                                           : Phase::kChunkSize;
  return true;
}

bool MessageReader::read_body(Phase then) {
  const std::string_view bytes = std::string_view(buffer_).substr(position_);
  const std::size_t used = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), remaining_));
  message_.body.append(bytes.substr(0, used));
  position_ += used;
  remaining_ -= used;
  if (remaining_ > 0) return false;
  phase_ = then;
  return true;
}

MessageReader::Line MessageReader::take_line(std::string_view& line, std::size_t limit) {
  const std::string_view bytes = std::string_view(buffer_).substr(position_);
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos && bytes.size() <= limit) return Line::kIncomplete;
  if (end == std::string_view::npos || end > limit || end == 0 || bytes[end - 1] != '\r') return Line::kRefused;
  line = bytes.substr(0, end - 1);
  position_ += end + 1;
  return Line::kWhole;
}

bool MessageReader::read_chunk_size() {
  std::string_view line;
  const Line found = take_line(line, kMaxChunkLine);
  if (found == Line::kIncomplete) return false;
  if (found == Line::kRefused || !parse_chunk_size(line, remaining_)) return refuse(400, "a chunk's size is malformed");
  if (remaining_ > limits_.max_body_bytes - message_.body.size())
    return refuse(413, "the request's body is larger than is read here");
  phase_ = remaining_ == 0 ? Phase::kTrailers : Phase::kChunkData;
  return true;
}

bool MessageReader::read_chunk_end() {
  const std::string_view bytes = std::string_view(buffer_).substr(position_);
  if (!std::string_view("\r\n").starts_with(bytes.substr(0, 2))) return refuse(400, "a chunk is longer than its size");
  if (bytes.size() < 2) return false;
  position_ += 2;
  phase_ = Phase::kChunkSize;
  return true;
}

bool MessageReader::read_trailers() {
  std::string_view line;
  const Line found = take_line(line, limits_.max_head_bytes);
  if (found == Line::kIncomplete) return false;
  if (found == Line::kRefused) return refuse(400, "the trailer section is malformed");
  trailer_bytes_ += line.size() + 2;
  if (trailer_bytes_ > limits_.max_head_bytes) return refuse(431, "the trailer section is too large");
  if (line.empty()) phase_ = Phase::kComplete;
  return true;
}

}  // namespace entra::idp::http_server
