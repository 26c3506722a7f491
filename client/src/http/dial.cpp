#include "http/dial.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>

#include "entra/support/text.hpp"

namespace entra::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

using Addresses = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

/// 0 when the socket is connected before the deadline, else errno.
int wait_until_connected(int socket, SteadyTime deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    pollfd waiting{socket, POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::clamp<long>(left, 0, 60'000)));
    if (ready < 0 && errno != EINTR) return errno;
    if (ready > 0) break;
    if (steady_clock::now() >= deadline) return ETIMEDOUT;
  }
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/// A connected socket, or minus the errno.
int dial_address(const addrinfo& address, SteadyTime deadline) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return -errno;
  int error = ::connect(socket, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS || error == EINTR) error = wait_until_connected(socket, deadline);
  if (error == 0) {
    // Without it the second small packet of a request waits 40 ms for the first one's acknowledgement.
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
  }
  ::close(socket);
  return -error;
}

std::ptrdiff_t count_of(const addrinfo* address) {
  std::ptrdiff_t count = 0;
  for (; address != nullptr; address = address->ai_next) ++count;
  return count;
}

}  // namespace

std::string bare_host(const Url& url) {
  return url.host.starts_with('[') ? url.host.substr(1, url.host.size() - 2) : url.host;
}

bool is_ip_address(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

Result<int> dial(const std::string& host, std::uint16_t port, SteadyTime deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int resolved = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (resolved != 0)
    return fail(Errc::kUnreachable, "the name does not resolve (" + to_lower(gai_strerror(resolved)) + ")");
  const Addresses addresses(found, freeaddrinfo);
  int error = EHOSTUNREACH;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    // One address that swallows packets must not use up the time of those behind it.
    const auto share = (deadline - steady_clock::now()) / count_of(address);
    const int outcome = dial_address(*address, steady_clock::now() + share);
    if (outcome >= 0) return outcome;
    error = -outcome;
  }
  if (steady_clock::now() >= deadline) return fail(Errc::kTimeout, "no connection in time");
  return fail(Errc::kUnreachable, to_lower(std::strerror(error)));
}

}  // namespace entra::client
