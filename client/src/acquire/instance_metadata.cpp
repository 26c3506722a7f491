#include "entra/client/instance_metadata.hpp"

#include <algorithm>

#include "entra/support/json_access.hpp"
#include "entra/support/text.hpp"

namespace entra::client {
namespace {

Result<std::string> read_host(const Json& entry, const char* name) {
  auto host = get_string(entry, name);
  if (!host || host->empty()) return fail(Errc::kMissing, std::string(name) + ": a host is expected");
  return to_lower(*host);
}

Result<CloudInstance> read_instance(const Json& entry) {
  auto network = read_host(entry, "preferred_network");
  if (!network) return tl::unexpected(network.error());
  auto cache = read_host(entry, "preferred_cache");
  if (!cache) return tl::unexpected(cache.error());
  auto aliases = get_strings(entry, "aliases");
  if (!aliases || aliases->empty()) return fail(Errc::kMissing, "aliases: an array of hosts is expected");
  for (std::string& alias : *aliases) alias = to_lower(alias);
  return CloudInstance{std::move(*network), std::move(*cache), std::move(*aliases)};
}

}  // namespace

Result<InstanceMetadata> InstanceMetadata::parse(std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return tl::unexpected(document.error().in("instance metadata"));
  const Json* entries = document->is_object() ? find_member(*document, "metadata") : nullptr;
  if (entries == nullptr || !entries->is_array()) {
    return fail(Errc::kMalformed, "instance metadata: an object with an array 'metadata' is expected");
  }
  std::vector<CloudInstance> instances;
  for (const Json& entry : *entries) {
    auto instance = read_instance(entry);
    if (!instance) {
      return fail(Errc::kMalformed,
                  "instance metadata: /metadata/" + std::to_string(instances.size()) + ": " + instance.error().message);
    }
    instances.push_back(std::move(*instance));
  }
  return InstanceMetadata(std::move(instances));
}

const InstanceMetadata& InstanceMetadata::known_clouds() {
  // As instance discovery answers; Germany's cloud was closed in 2021, and login-us is a name of old.
  static const InstanceMetadata metadata({
      {"login.microsoftonline.com",
       "login.windows.net",
       {"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}},
      {"login.microsoftonline.us", "login.microsoftonline.us", {"login.microsoftonline.us", "login.usgovcloudapi.net"}},
      {"login.partner.microsoftonline.cn",
       "login.partner.microsoftonline.cn",
       {"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"}},
      {"login.microsoftonline.de", "login.microsoftonline.de", {"login.microsoftonline.de"}},
      {"login-us.microsoftonline.com", "login-us.microsoftonline.com", {"login-us.microsoftonline.com"}},
  });
  return metadata;
}

const CloudInstance* InstanceMetadata::find(std::string_view host) const noexcept {
  for (const CloudInstance& instance : instances_) {
    if (std::find(instance.aliases.begin(), instance.aliases.end(), host) != instance.aliases.end()) return &instance;
  }
  return nullptr;
}

}  // namespace entra::client
