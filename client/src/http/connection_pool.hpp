#pragma once
// Idle connections, kept for the next request to the same origin.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/origin_connection.hpp"

namespace entra::client {

/// Thread-safe.
class ConnectionPool {
 public:
  /// The most recently used connection that is still good; null when there is none.
  [[nodiscard]] std::unique_ptr<Connection> take(const std::string& origin);
  void give_back(const std::string& origin, std::unique_ptr<Connection> connection);

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

}  // namespace entra::client
