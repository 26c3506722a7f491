#pragma once
// What Partner Center remembers of the calls made to it: who came with and without a second factor, and which answers
// were given to posts. In memory, until a reset. Thread-safe.

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "entra/support/clock.hpp"
#include "entra/support/http_message.hpp"

namespace entra::idp {

/// One call for a user (Partner Center: partnerRequests).
struct PartnerRequest {
  std::string partner;  ///< tenant id
  std::string request_id;
  std::string correlation_id;
  std::string operation;  ///< "Get /v{version}/customers"
  Instant at{};
  std::string ip_address;
  std::string user;  ///< object id
  std::string user_principal_name;
  std::string application;
  std::string application_name;
  bool is_mfa_compliant{false};
};

class PartnerCenterState {
 public:
  static constexpr std::size_t kMostRequests = 10000;  // of all partners together

  void note(PartnerRequest request);
  /// A partner's requests of the last seven days, newest first.
  [[nodiscard]] std::vector<PartnerRequest> recent(const std::string& partner, Instant now) const;

  /// To hold while a post is served: a retry that overtakes it finds the answer.
  [[nodiscard]] std::unique_lock<std::mutex> lock_posts() { return std::unique_lock(posts_); }
  /// The answer that this post got before, when it is sent again under the same MS-RequestId.
  [[nodiscard]] std::optional<http::Response> find_answer(const std::string& post) const;
  void keep_answer(const std::string& post, const http::Response& response);

  void clear();

 private:
  std::mutex posts_;
  mutable std::mutex mutex_;
  std::deque<PartnerRequest> requests_;  ///< oldest first
  std::map<std::string, http::Response> answers_;
  std::deque<std::string> answer_order_;  ///< oldest first
};

}  // namespace entra::idp
