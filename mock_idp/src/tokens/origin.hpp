#pragma once
// The one value from which every URL in an answer is made: issuers, endpoints, challenges, error_uri.

#include <string>
#include <string_view>

#include "directory/clouds.hpp"
#include "entra/idp/config.hpp"

namespace entra::idp {

struct Origin {
  std::string base;  ///< the authority as the caller addressed it: "https://localhost:8443"
  Cloud cloud{Cloud::kPublic};
  IssuerMode issuer_mode{IssuerMode::kLocal};

  /// "{base}/{tenant}"
  [[nodiscard]] std::string authority(std::string_view tenant) const { return base + "/" + std::string(tenant); }
  /// iss of v1 tokens: "{base}/{tid}/", or the real sts host's with issuer mode entra.
  [[nodiscard]] std::string v1_issuer(std::string_view tid) const;
  /// iss of v2 tokens: "{base}/{tid}/v2.0", or the real login host's.
  [[nodiscard]] std::string v2_issuer(std::string_view tid) const;
  /// Base of Azure AD Graph, which overage claims point at: the mock's own, or graph.windows.net.
  [[nodiscard]] std::string directory_graph() const;
  /// Where a person reads about an AADSTS code.
  [[nodiscard]] std::string error_uri(int code) const { return base + "/error?code=" + std::to_string(code); }
};

}  // namespace entra::idp
