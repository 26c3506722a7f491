#pragma once
// An authority and its metadata on a real socket, which answers everything with one token and keeps what it was asked.

#include <memory>
#include <string>

#include "entra/support/url.hpp"

namespace entra::client::testing {

/// Tenant "t": token and device code endpoints of both versions, metadata, keys; managed identity endpoints.
class LocalAuthority {
 public:
  LocalAuthority();
  ~LocalAuthority();
  LocalAuthority(const LocalAuthority&) = delete;
  LocalAuthority& operator=(const LocalAuthority&) = delete;

  [[nodiscard]] const std::string& origin() const;
  [[nodiscard]] Form form() const;         ///< of the last token request; its query if it was a GET
  [[nodiscard]] std::string path() const;  ///< likewise
  void answer_with(int status, std::string answer);

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace entra::client::testing
