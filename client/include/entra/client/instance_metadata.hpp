#pragma once
// Which hosts are one and the same authority: the clouds of Microsoft Entra, or what instance discovery says.

#include <string>
#include <string_view>
#include <vector>

#include "entra/support/result.hpp"

namespace entra::client {

/// Hosts in lower case, without a port.
struct CloudInstance {
  std::string preferred_network;  ///< the host that is meant to be called
  std::string preferred_cache;    ///< the one name under which tokens of all aliases are kept
  std::vector<std::string> aliases;
};

/// Immutable; thread-safe.
class InstanceMetadata {
 public:
  /// The answer of /common/discovery/instance, api-version 1.1. kMalformed, naming the entry.
  [[nodiscard]] static Result<InstanceMetadata> parse(std::string_view json);
  /// Public, US Government, China and the retired ones of Germany and the US.
  [[nodiscard]] static const InstanceMetadata& known_clouds();

  /// The instance of a host in lower case, or null.
  [[nodiscard]] const CloudInstance* find(std::string_view host) const noexcept;
  [[nodiscard]] const std::vector<CloudInstance>& instances() const noexcept { return instances_; }

 private:
  explicit InstanceMetadata(std::vector<CloudInstance> instances) : instances_(std::move(instances)) {}
  std::vector<CloudInstance> instances_;
};

/// Whether a host that nobody here knows is vouched for before it is sent anything.
enum class InstanceDiscovery {
  kOff,
  /// One GET to the public cloud before the first request, whose answer is remembered. Not for loopback hosts, nor for
  /// hosts that the metadata in use names.
  kOn,
};

}  // namespace entra::client
