#pragma once
// An assertion that somebody else signs: workload identity federation, or a key in a vault (RFC 7523 §2.2).

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "entra/support/result.hpp"

namespace entra::client {

/// What an assertion is wanted for.
struct AssertionPurpose {
  std::string client_id = {};
  std::string token_endpoint = {};  ///< `aud` of an assertion that the client signs itself
};

/// Cheap to copy; thread-safe if its source is.
class ClientAssertion {
 public:
  /// A signed JWT. Its errors must not hold the assertion; kNetwork and kTimeout keep their sense.
  using Source = std::function<Result<std::string>(const AssertionPurpose&)>;

  /// Read anew for every request, since the file's owner replaces it before it expires (AZURE_FEDERATED_TOKEN_FILE of
  /// https://learn.microsoft.com/azure/aks/workload-identity-overview). Blanks around it are taken off. Nothing is read
  /// here.
  [[nodiscard]] static ClientAssertion from_file(std::string path);
  /// `name` tells it apart from other sources in a shared cache: tokens stay while the assertion changes.
  [[nodiscard]] static ClientAssertion from_source(std::string_view name, Source source);

  /// The source's answer; kMissing for an empty one.
  [[nodiscard]] Result<std::string> read(const AssertionPurpose& purpose) const;
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  ClientAssertion(std::string name, Source source);
  std::string name_;
  std::shared_ptr<const Source> source_;
};

}  // namespace entra::client
