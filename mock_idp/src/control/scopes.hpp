#pragma once
// Scopes: tests that share one server, each with a clock, faults and journal of its own.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "control/fault_rules.hpp"
#include "entra/support/clock.hpp"

namespace entra::idp {

/// Names the scope of a request, whether to the protocol or to the control plane.
inline constexpr std::string_view kScopeHeader = "X-Mock-Scope";

/// The nameless scope is that of everybody who names none.
struct Scope {
  std::string name;
  std::unique_ptr<AdjustableClock> own;  ///< follows the server's clock until it is set; null in the nameless scope
  AdjustableClock& clock;
  FaultRules faults;

  explicit Scope(AdjustableClock& server_clock) : clock(server_clock) {}
  Scope(std::string its_name, const Clock& server_clock)
      : name(std::move(its_name)), own(std::make_unique<AdjustableClock>(server_clock)), clock(*own) {}
};

/// Thread-safe. A scope stays usable by those who hold it after it was removed.
class Scopes {
 public:
  static constexpr std::size_t kMost = 1000;

  explicit Scopes(AdjustableClock& server_clock);

  /// 1 to 64 letters, digits, '.', '_' and '-'.
  [[nodiscard]] static bool is_name(std::string_view name);
  /// The scope of that name, else the one that the tenant is bound to, else the nameless one. A name that nobody has
  /// opened gets a scope as it would be when new, which is not kept.
  [[nodiscard]] std::shared_ptr<Scope> find(const std::string& name, const std::string& tenant) const;
  /// The scope of that name, made when it is new; null when there are kMost already.
  [[nodiscard]] std::shared_ptr<Scope> open(const std::string& name);
  /// Requests of these tenants (GUIDs) belong to the scope, and no others' do. The tenant that another scope holds is
  /// the error.
  [[nodiscard]] Result<void, std::string> bind(const std::string& name, const std::vector<std::string>& tenants);
  [[nodiscard]] bool has_tenants() const { return has_tenants_.load(); }  ///< whether any scope holds one
  [[nodiscard]] bool remove(const std::string& name);
  void clear();
  [[nodiscard]] const std::shared_ptr<Scope>& nameless() const noexcept { return nameless_; }

  struct Listed {
    std::shared_ptr<const Scope> scope;
    std::vector<std::string> tenants;
  };
  [[nodiscard]] std::vector<Listed> list() const;

 private:
  [[nodiscard]] std::vector<std::string> tenants_of(const std::string& name) const;  ///< mutex_ is held

  const Clock& server_clock_;
  std::shared_ptr<Scope> nameless_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<Scope>> scopes_;
  std::map<std::string, std::string> tenants_;  ///< GUID to scope
  std::atomic<bool> has_tenants_{false};
};

}  // namespace entra::idp
