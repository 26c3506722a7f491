#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/connection.hpp"
#include "http/signal_mask.hpp"
#include "http/worker_pool.hpp"

namespace entra::idp::http_server {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::uint64_t kStopId = 0;
constexpr std::uint64_t kListenId = 1;
constexpr std::uint64_t kTimerId = 2;
constexpr std::uint64_t kFirstConnectionId = 3;
constexpr milliseconds kStall{20};         // when no task was begun for so long, those that wait get threads
constexpr milliseconds kGathering{1};      // while tasks wait anyway, events may gather for so long
constexpr milliseconds kAcceptPause{100};  // after running out of descriptors
constexpr milliseconds kLastWrite{200};    // for the progress of an answer when the listener stops
constexpr milliseconds kLongestTick{1'000};

}  // namespace

/// One thread waits for all parked connections; workers run those that are ready. A connection belongs to the loop
/// while it is parked and to one worker while it is not.
struct Listener::Impl {
  struct Entry {
    std::unique_ptr<Connection> connection;
    bool parked{false};
    bool paused{false};  ///< until its time in `pauses` has come
  };

  ConnectionSettings settings;
  std::shared_ptr<SSL_CTX> tls;  ///< of every connection, or of the tunnels of a proxy
  Descriptor listening;
  Descriptor stop_event;
  Descriptor timer;  ///< rings when the first of `pauses` is over
  Descriptor epoll;
  milliseconds tick{kLongestTick};
  std::uint16_t port{0};

  std::mutex mutex;  ///< guards connections, pauses, next_id
  std::unordered_map<std::uint64_t, Entry> connections;
  std::multimap<SteadyClock::time_point, std::uint64_t> pauses;
  std::uint64_t next_id{kFirstConnectionId};

  WorkerPool pool{WorkerPoolOptions{}};
  // The loop's own:
  bool accept_paused{false};
  SteadyClock::time_point accept_again{};
  SteadyClock::time_point next_sweep{};
  std::thread loop;

  ~Impl();
  Result<void> start();
  void run_loop();
  void handle_event(std::uint64_t id);
  void accept_waiting();
  void admit(Accepted accepted);
  void dispatch(std::uint64_t id, Connection::Wants (Connection::*step)());
  static Connection::Wants flush(Connection& connection);  ///< a large last answer, while its reader keeps up
  void settle(std::uint64_t id, Connection::Wants wants);
  void sweep();
  void set_timer();  ///< mutex is held
  void end_pauses();
  bool watch(int operation, int descriptor, std::uint32_t events, std::uint64_t id) const;
};

bool Listener::Impl::watch(int operation, int descriptor, std::uint32_t events, std::uint64_t id) const {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  return epoll_ctl(epoll.get(), operation, descriptor, &event) == 0;
}

Result<void> Listener::Impl::start() {
  epoll = Descriptor(epoll_create1(EPOLL_CLOEXEC));
  stop_event = Descriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  timer = Descriptor(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!epoll.is_open() || !stop_event.is_open() || !timer.is_open() ||
      !watch(EPOLL_CTL_ADD, stop_event.get(), EPOLLIN, kStopId) ||
      !watch(EPOLL_CTL_ADD, timer.get(), EPOLLIN, kTimerId) ||
      !watch(EPOLL_CTL_ADD, listening.get(), EPOLLIN, kListenId))
    return fail(Errc::kIo, std::string("no epoll, event or timer descriptor: ") + std::strerror(errno));
  try {
    const BlockSignals inherited_by_the_thread;
    loop = std::thread([this] { run_loop(); });
  } catch (const std::system_error&) {
    return fail(Errc::kIo, "no thread for the listener");
  }
  return {};
}

Listener::Impl::~Impl() {
  settings.stopping = true;
  if (!loop.joinable()) return;
  const std::uint64_t one = 1;
  while (::write(stop_event.get(), &one, sizeof one) < 0 && errno == EINTR) {
  }
  loop.join();
}

void Listener::Impl::run_loop() {
  std::array<epoll_event, 128> events;
  while (!settings.stopping.load()) {
    pool.wait_until_taken(kGathering);
    const milliseconds wait = pool.has_waiting() ? kStall : accept_paused ? kAcceptPause : tick;
    const int ready =
        epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(wait.count()));
    if (settings.stopping.load()) break;
    if (accept_paused && SteadyClock::now() >= accept_again)
      accept_paused = !watch(EPOLL_CTL_MOD, listening.get(), EPOLLIN, kListenId);
    for (int i = 0; i < ready; ++i) handle_event(events[static_cast<std::size_t>(i)].data.u64);
    pool.grow_if_stalled(SteadyClock::now() - kStall);
    sweep();
  }
  listening.close();
  pool.stop();
  const std::lock_guard lock(mutex);
  connections.clear();
}

void Listener::Impl::handle_event(std::uint64_t id) {
  if (id == kStopId) return;
  if (id == kListenId) return accept_waiting();
  if (id == kTimerId) return end_pauses();
  dispatch(id, &Connection::run);
}

void Listener::Impl::accept_waiting() {
  for (;;) {
    Accepted accepted = accept_from(listening.get());
    if (accepted.exhausted) {
      accept_paused = watch(EPOLL_CTL_MOD, listening.get(), 0, kListenId);
      accept_again = SteadyClock::now() + kAcceptPause;
    }
    if (!accepted.socket.is_open()) return;
    admit(std::move(accepted));
  }
}

void Listener::Impl::admit(Accepted accepted) {
  const int descriptor = accepted.socket.get();
  auto stream = settings.scheme == "https" ? make_tls_stream(std::move(accepted.socket), tls.get())
                                           : make_plain_stream(std::move(accepted.socket));
  if (!stream) return;
  const std::lock_guard lock(mutex);
  const std::uint64_t id = next_id++;
  auto connection = std::make_unique<Connection>(settings, std::move(stream), std::move(accepted.peer_address));
  if (!watch(EPOLL_CTL_ADD, descriptor, EPOLLIN | EPOLLONESHOT, id)) return;
  connections.emplace(id, Entry{std::move(connection), true});
}

void Listener::Impl::dispatch(std::uint64_t id, Connection::Wants (Connection::*step)()) {
  Connection* connection = nullptr;
  {
    const std::lock_guard lock(mutex);
    const auto found = connections.find(id);
    if (found == connections.end() || !found->second.parked) return;
    found->second.parked = false;
    connection = found->second.connection.get();
  }
  pool.submit([this, id, connection, step] {
    Connection::Wants wants = (connection->*step)();
    if (settings.stopping.load() && wants == Connection::Wants::kWritable) wants = flush(*connection);
    settle(id, wants);
  });
}

Connection::Wants Listener::Impl::flush(Connection& connection) {
  pollfd waiting{connection.descriptor(), POLLOUT, 0};
  Connection::Wants wants = Connection::Wants::kWritable;
  while (wants == Connection::Wants::kWritable && ::poll(&waiting, 1, static_cast<int>(kLastWrite.count())) > 0)
    wants = connection.run();
  return wants;
}

void Listener::Impl::settle(std::uint64_t id, Connection::Wants wants) {
  std::unique_ptr<Connection> closing;  // destroyed without the lock
  const std::lock_guard lock(mutex);
  const auto found = connections.find(id);
  if (found == connections.end()) return;
  Entry& entry = found->second;
  entry.parked = wants != Connection::Wants::kClose;
  entry.paused = wants == Connection::Wants::kPause;
  if (entry.paused) {
    const auto until = pauses.emplace(entry.connection->deadline(), id);
    if (until == pauses.begin()) set_timer();
  }
  // A socket is always writable for a connection that only waits for its turn; a hang-up is reported in any case.
  const std::uint32_t interest = entry.paused ? 0u : wants == Connection::Wants::kReadable ? EPOLLIN : EPOLLOUT;
  if (entry.parked && watch(EPOLL_CTL_MOD, entry.connection->descriptor(), interest | EPOLLONESHOT, id)) return;
  closing = std::move(entry.connection);
  connections.erase(found);
}

void Listener::Impl::sweep() {
  const auto now = SteadyClock::now();
  if (now < next_sweep) return;
  next_sweep = now + tick;
  std::vector<std::uint64_t> expired;
  {
    const std::lock_guard lock(mutex);
    for (const auto& [id, entry] : connections) {
      if (!entry.parked || entry.paused || entry.connection->deadline() > now) continue;
      watch(EPOLL_CTL_MOD, entry.connection->descriptor(), EPOLLONESHOT, id);  // no event while it expires
      expired.push_back(id);
    }
  }
  for (const std::uint64_t id : expired) dispatch(id, &Connection::expire);
}

void Listener::Impl::set_timer() {
  if (pauses.empty()) return;
  using std::chrono::nanoseconds;
  const auto at = std::chrono::duration_cast<nanoseconds>(pauses.begin()->first.time_since_epoch()).count();
  itimerspec when{};
  when.it_value = {static_cast<time_t>(at / 1'000'000'000), static_cast<long>(at % 1'000'000'000)};
  timerfd_settime(timer.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

void Listener::Impl::end_pauses() {
  std::uint64_t rung = 0;
  if (::read(timer.get(), &rung, sizeof rung) < 0) return;
  std::vector<std::uint64_t> over;
  {
    const std::lock_guard lock(mutex);
    const auto later = pauses.upper_bound(SteadyClock::now());
    for (auto pause = pauses.begin(); pause != later; ++pause) over.push_back(pause->second);
    pauses.erase(pauses.begin(), later);
    set_timer();
  }
  for (const std::uint64_t id : over) dispatch(id, &Connection::expire);
}

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Listener::~Listener() = default;

std::uint16_t Listener::port() const noexcept {
  return impl_->port;
}

Result<std::unique_ptr<Listener>> Listener::open(const ListenerOptions& options, Handler handler) {
  auto impl = std::make_unique<Impl>();
  if (options.tls || options.answers_for) {
    auto context = make_tls_context(options.tls_files);
    if (!context) return tl::unexpected(context.error());
    impl->tls = std::move(*context);
  }
  auto socket = listen_on(options.address, options.port);
  if (!socket) return tl::unexpected(socket.error());
  impl->listening = std::move(*socket);
  const Endpoint bound = local_endpoint(impl->listening.get());
  impl->port = bound.port;
  impl->tick = std::clamp(std::min(options.message_timeout, options.idle_timeout) / 2, milliseconds(1), kLongestTick);
  impl->settings.handler = std::move(handler);
  impl->settings.limits = {options.max_head_bytes, options.max_body_bytes};
  impl->settings.scheme = options.tls ? "https" : "http";
  impl->settings.local_authority = format_authority(bound);
  impl->settings.answers_for = options.answers_for;
  impl->settings.tunnel_tls = options.answers_for ? impl->tls.get() : nullptr;
  impl->settings.message_timeout = options.message_timeout;
  impl->settings.idle_timeout = options.idle_timeout;
  if (auto started = impl->start(); !started) return tl::unexpected(started.error());
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

}  // namespace entra::idp::http_server
