#include "http/request_head.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "entra/support/text.hpp"
#include "entra/support/url.hpp"
#include "http/syntax.hpp"

namespace entra::idp::http_server {
namespace {

tl::unexpected<Refusal> refuse(int status, std::string detail) {
  return tl::unexpected<Refusal>(Refusal{status, std::move(detail)});
}

/// The next line without its CRLF; the head is known to be made of whole lines.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find("\r\n");
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 2);
  return line;
}

Result<void, Refusal> parse_version(std::string_view text, RequestHead& head) {
  const bool well_formed = text.size() == 8 && text.starts_with("HTTP/") && text[5] >= '0' && text[5] <= '9' &&
                           text[6] == '.' && text[7] >= '0' && text[7] <= '9';
  if (!well_formed) return refuse(400, "the request line does not end in an HTTP version");
  if (text[5] != '1') return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
  head.http_1_0 = text[7] == '0';
  return {};
}

/// RFC 9112 §3.2: origin-form and "*" stay as they are, absolute-form names the host, authority-form is CONNECT's.
Result<void, Refusal> parse_target(std::string_view target, RequestHead& head) {
  for (const char c : target) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
      return refuse(400, "the request target has a blank or control character in it");
  }
  if (target.starts_with('/') || target == "*") {
    head.target = std::string(target);
    return {};
  }
  if (head.method == "CONNECT") {
    head.target = std::string(target);
    head.authority = head.target;
    return {};
  }
  const std::size_t scheme_end = target.find("://");
  const std::string scheme = to_lower(target.substr(0, std::min(scheme_end, target.size())));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https"))
    return refuse(400, "the request target is neither a path nor an http or https URL");
  target.remove_prefix(scheme_end + 3);
  const std::size_t authority_end = std::min(target.find_first_of("/?"), target.size());
  head.authority = std::string(target.substr(0, authority_end));
  if (head.authority.empty()) return refuse(400, "the request target names no host");
  target.remove_prefix(authority_end);
  head.target = (target.starts_with('/') ? "" : "/") + std::string(target);
  return {};
}

Result<void, Refusal> parse_request_line(std::string_view line, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last)
    return refuse(400, "the request line is not of the form 'METHOD target HTTP/1.1'");
  const std::string_view method = line.substr(0, first);
  if (!is_name(method)) return refuse(400, "the method is no token");
  head.method = std::string(method);
  if (auto version = parse_version(line.substr(last + 1), head); !version) return version;
  return parse_target(line.substr(first + 1, last - first - 1), head);
}

Result<void, Refusal> parse_fields(std::string_view rest, RequestHead& head) {
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "a header field is folded over two lines");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return refuse(400, "a header line has no colon");
    if (!is_name(line.substr(0, colon))) return refuse(400, "a header field's name is no token");
    head.headers.add(std::string(line.substr(0, colon)), std::string(trim_blanks(line.substr(colon + 1))));
  }
  return {};
}

/// Every member of a comma-separated field, over all lines of that name, in lower case (RFC 9110 §5.6.1).
std::vector<std::string> list_members(const http::Headers& headers, std::string_view name) {
  std::vector<std::string> members;
  for (const auto& [field, value] : headers.fields()) {
    if (!equals_ignoring_case(field, name)) continue;
    for (const std::string& part : split_words(value, ',')) {
      const std::string_view member = trim_blanks(part);
      if (!member.empty()) members.push_back(to_lower(member));
    }
  }
  return members;
}

std::size_t count(const http::Headers& headers, std::string_view name) {
  const auto& fields = headers.fields();
  return static_cast<std::size_t>(std::count_if(
      fields.begin(), fields.end(), [&](const auto& field) { return equals_ignoring_case(field.first, name); }));
}

bool contains(const std::vector<std::string>& members, std::string_view wanted) {
  return std::find(members.begin(), members.end(), wanted) != members.end();
}

Result<void, Refusal> check_host(RequestHead& head) {
  const std::size_t hosts = count(head.headers, "Host");
  if (hosts > 1) return refuse(400, "more than one Host header");
  if (hosts == 0 && !head.http_1_0) return refuse(400, "no Host header");
  if (head.authority.empty() && hosts == 1) {
    head.authority = *head.headers.get("Host");
    if (head.authority.empty()) return refuse(400, "an empty Host header");
  }
  return {};
}

/// RFC 9112 §6.3: which bytes after the head belong to this message.
Result<void, Refusal> read_framing(RequestHead& head) {
  const std::size_t lengths = count(head.headers, "Content-Length");
  if (count(head.headers, "Transfer-Encoding") > 0) {
    if (lengths > 0) return refuse(400, "Content-Length and Transfer-Encoding in one message");
    if (head.http_1_0) return refuse(400, "Transfer-Encoding in an HTTP/1.0 message");
    const auto codings = list_members(head.headers, "Transfer-Encoding");
    if (codings.size() != 1 || codings.front() != "chunked") return refuse(501, "no transfer coding but chunked");
    head.framing = BodyFraming::kChunked;
    return {};
  }
  if (lengths == 0) return {};
  if (lengths > 1) return refuse(400, "more than one Content-Length header");
  const std::string text = *head.headers.get("Content-Length");
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    return refuse(400, "Content-Length is no number");
  for (const char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    head.content_length =
        head.content_length > (kMax - digit) / 10 ? kMax : head.content_length * 10 + digit;  // stays above any limit
  }
  if (head.content_length > 0) head.framing = BodyFraming::kLength;
  return {};
}

Result<void, Refusal> read_connection_options(RequestHead& head) {
  const auto options = list_members(head.headers, "Connection");
  head.keep_alive = head.http_1_0 ? contains(options, "keep-alive") : true;
  if (contains(options, "close")) head.keep_alive = false;
  const auto expectations = list_members(head.headers, "Expect");
  for (const std::string& expectation : expectations) {
    if (expectation != "100-continue") return refuse(417, "no expectation but 100-continue");
  }
  // RFC 9110 §10.1.1: an expectation in an HTTP/1.0 request is ignored; one without a body has nothing to wait for.
  head.expects_continue = !expectations.empty() && !head.http_1_0 && head.framing != BodyFraming::kNone;
  for (const std::string& coding : list_members(head.headers, "Content-Encoding")) {
    if (coding != "identity") return refuse(415, "request bodies are not decompressed here");
  }
  return {};
}

}  // namespace

Result<std::size_t, Refusal> find_head_end(std::string_view bytes, std::size_t& checked) {
  std::size_t line_start = 0;
  if (checked > 0) {
    const std::size_t previous = bytes.rfind('\n', checked - 1);
    line_start = previous == std::string_view::npos ? 0 : previous + 1;
  }
  for (; checked < bytes.size(); ++checked) {
    const char c = bytes[checked];
    if (c == '\0') return refuse(400, "a NUL in the head");
    if (c == '\r') {
      if (checked + 1 == bytes.size()) return std::size_t{0};  // looked at again with the next byte
      if (bytes[checked + 1] != '\n') return refuse(400, "a carriage return without a line feed");
    } else if (c == '\n') {
      if (checked == 0 || bytes[checked - 1] != '\r') return refuse(400, "a line feed without a carriage return");
      if (checked - 1 == line_start) return ++checked;
      line_start = checked + 1;
    }
  }
  return std::size_t{0};
}

Result<RequestHead, Refusal> parse_request_head(std::string_view text) {
  RequestHead head;
  std::string_view rest = text;
  const std::string_view request_line = take_line(rest);
  const auto parsed = parse_request_line(request_line, head)
                          .and_then([&] { return parse_fields(rest, head); })
                          .and_then([&] { return check_host(head); })
                          .and_then([&] { return read_framing(head); })
                          .and_then([&] { return read_connection_options(head); });
  if (!parsed) return tl::unexpected<Refusal>(parsed.error());
  return head;
}

Result<std::string, Refusal> parse_origin(std::string_view scheme, std::string_view authority) {
  if (authority.ends_with(':')) authority.remove_suffix(1);  // RFC 3986 §3.2.3: an empty port is the default one
  if (authority.find_first_of("/?,") != std::string_view::npos) return refuse(400, "the Host is not host[:port]");
  const auto url = parse_url(std::string(scheme) + "://" + std::string(authority) + "/");
  if (!url) return refuse(400, "the Host is not host[:port]");
  return url->origin();
}

}  // namespace entra::idp::http_server
