#include "resources/partner_center_state.hpp"

namespace entra::idp {
namespace {

constexpr std::size_t kMostAnswers = 1000;
constexpr std::chrono::days kReported{7};

}  // namespace

void PartnerCenterState::note(PartnerRequest request) {
  const std::scoped_lock lock(mutex_);
  requests_.push_back(std::move(request));
  if (requests_.size() > kMostRequests) requests_.pop_front();
}

std::vector<PartnerRequest> PartnerCenterState::recent(const std::string& partner, Instant now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<PartnerRequest> found;
  for (auto request = requests_.rbegin(); request != requests_.rend(); ++request) {
    if (request->partner == partner && request->at > now - kReported) found.push_back(*request);
  }
  return found;
}

std::optional<http::Response> PartnerCenterState::find_answer(const std::string& post) const {
  const std::scoped_lock lock(mutex_);
  const auto found = answers_.find(post);
  if (found == answers_.end()) return std::nullopt;
  return found->second;
}

void PartnerCenterState::keep_answer(const std::string& post, const http::Response& response) {
  const std::scoped_lock lock(mutex_);
  if (!answers_.emplace(post, response).second) return;
  answer_order_.push_back(post);
  if (answer_order_.size() <= kMostAnswers) return;
  answers_.erase(answer_order_.front());
  answer_order_.pop_front();
}

void PartnerCenterState::clear() {
  const std::scoped_lock lock(mutex_);
  requests_.clear();
  answers_.clear();
  answer_order_.clear();
}

}  // namespace entra::idp
