#pragma once
// Which texts of a scenario are secret, and how text looks without them.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entra/support/http_message.hpp"
#include "entra/support/json_access.hpp"
#include "model/secret_names.hpp"
#include "report/report.hpp"

namespace entra::scenarios {

/// Header and claims of a compact JWS, without believing it. None when it is not one.
struct TokenParts {
  Json header;
  Json payload;
};
[[nodiscard]] std::optional<TokenParts> take_token_apart(std::string_view token);

/// Collects secrets while a scenario runs; masks texts when it has ended, so that a value that turned out to be secret
/// late is masked early too.
class SecretBook {
 public:
  /// Texts under six characters are left alone: masking them would tear holes into everything. So are ${references}.
  void add(std::string_view secret);
  void add_value(const Json& value);      ///< every string in it
  void learn_json(const Json& document);  ///< members with secret names, in depth
  void learn_request(const http::Request& request);
  void learn_response(const http::Request& request, const http::Response& response);

  /// Every secret replaced, as it is, percent-encoded or escaped for JSON; tokens by "jwt:" and a fingerprint, others
  /// by mask_secret. Anything that looks like a signed token is replaced even if nobody knew of it.
  [[nodiscard]] std::string mask(std::string_view text) const;
  /// The same with '*' for each character, so that columns stay.
  [[nodiscard]] std::string mask_keeping_width(std::string_view text) const;

 private:
  void learn_header(std::string_view name, std::string_view value);
  void learn_form(std::string_view text);
  template <class Replacement>
  [[nodiscard]] std::string replace(std::string_view text, const Replacement& replacement) const;

  struct LongestFirst {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    }
  };
  std::map<std::string, std::string, LongestFirst> secrets_;  ///< by spelling, what is shown instead
};

/// The request and its answer for reports: bodies and headers masked, tokens taken apart.
[[nodiscard]] ExchangeReport describe_exchange(const http::Request& request, const http::Response* response,
                                               const SecretBook& secrets);

}  // namespace entra::scenarios
