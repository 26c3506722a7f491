#include "input.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "commands.hpp"

namespace entra::cli {
namespace {

constexpr std::size_t kLargestFile = 1u << 20;

Result<std::string> read_all(std::istream& in, const std::string& name) {
  std::string text;
  char block[4096];
  while (in.read(block, sizeof block) || in.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestFile) return fail(Errc::kOutOfRange, name + " is larger than 1 MiB");
  }
  if (in.bad()) return fail(Errc::kIo, name + " cannot be read");
  return text;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::kNotFound, "the file " + path + " cannot be opened");
  return read_all(in, path);
}

Result<std::string> read_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0')
    return fail(Errc::kMissing, "the environment variable " + name + " is not set");
  return std::string(value);
}

Result<std::string> read_token(const std::string& argument) {
  auto text =
      argument.empty() || argument == "-" ? read_all(std::cin, "standard input") : Result<std::string>(argument);
  if (!text) return text;
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = text->find_first_not_of(kBlanks);
  if (first == std::string::npos) return fail(Errc::kMissing, "no token was given");
  return text->substr(first, text->find_last_not_of(kBlanks) - first + 1);
}

Result<std::shared_ptr<client::Transport>> open_transport(const std::string& ca_file, Proxies proxies) {
  if (!ca_file.empty()) {
    if (const auto readable = read_file(ca_file); !readable) return tl::unexpected(readable.error());
  }
  Result<client::ProxySettings> proxy;
  if (proxies == Proxies::kOfEnvironment) proxy = client::proxy_from_environment();
  if (!proxy) return tl::unexpected(proxy.error());
  return client::make_http_transport({.ca_file = ca_file, .proxy = std::move(*proxy)});
}

Result<Instant> read_moment(const std::string& text) {
  if (text.empty()) return SystemClock().now();
  auto moment = parse_rfc3339(text);
  if (!moment) return tl::unexpected(moment.error().in("--at"));
  return moment;
}

int complain(const std::string& message) {
  std::cerr << "entra_token: " << message << '\n';
  return kBadUsage;
}

}  // namespace entra::cli
