#include "http/failure.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "entra/support/text.hpp"

namespace entra::client {
namespace {

constexpr int kPatienceMs = 200;

/// The errno of one attempt; 0 when it succeeds after all.
int try_connect(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno;
  int error = ::connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    pollfd waiting{socket, POLLOUT, 0};
    socklen_t size = sizeof error;
    if (::poll(&waiting, 1, kPatienceMs) <= 0)
      error = ETIMEDOUT;
    else if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
      error = errno;
  }
  ::close(socket);
  return error;
}

}  // namespace

std::string bare_host(const Url& url) {
  return url.host.starts_with('[') ? url.host.substr(1, url.host.size() - 2) : url.host;
}

bool is_ip_address(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::string connect_failure(const Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int resolved = getaddrinfo(bare_host(url).c_str(), std::to_string(url.port).c_str(), &hints, &found);
  if (resolved != 0) return "the name does not resolve (" + to_lower(gai_strerror(resolved)) + ")";
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, freeaddrinfo);
  int error = 0;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    error = try_connect(*address);
    if (error == 0) break;
  }
  return error == 0 ? "the connection could not be opened" : to_lower(std::strerror(error));
}

}  // namespace entra::client
