#pragma once
// Where an Azure resource asks for tokens of its own identity, told from its environment.

#include <functional>
#include <optional>
#include <string>

#include "entra/support/result.hpp"

namespace entra::client {

/// A variable of the environment, empty when it is not set: std::getenv in a program, a map in a test.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct ManagedIdentityEndpoint {
  enum class Kind {
    kImds,        ///< the metadata service of virtual machines
    kAppService,  ///< App Service and Functions
  };
  Kind kind{Kind::kImds};
  std::string url = {};     ///< http or https, without the query
  std::string header = {};  ///< secret; App Service's X-IDENTITY-HEADER
};

/// IDENTITY_ENDPOINT with IDENTITY_HEADER is App Service; nothing is IMDS at 169.254.169.254, or at the origin that
/// AZURE_POD_IDENTITY_AUTHORITY_HOST names. kUnsupported for the marks of Azure Arc, Service Fabric, Cloud Shell and
/// the App Service protocol of 2017; kMalformed for an address that is no URL
/// (https://learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference").
[[nodiscard]] Result<ManagedIdentityEndpoint> find_managed_identity_endpoint(const Environment& environment);

}  // namespace entra::client
