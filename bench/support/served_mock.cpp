#include "support/served_mock.hpp"

#include <fstream>

#include "entra/support/json_access.hpp"
#include "entra/support/url.hpp"
#include "support/running_mock.hpp"

namespace entra::bench {

std::vector<std::string> mock_command(const std::string& state_directory, const std::vector<std::string>& more) {
  std::vector<std::string> words{std::string(ENTRA_BIN_DIR) + "/mock_idp",
                                 "--http-port",
                                 "0",
                                 "--https-port",
                                 "0",
                                 "--state-dir",
                                 state_directory,
                                 "--log-level",
                                 "error"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

ServedMock start_mock(const std::string& folder) {
  const std::string config = folder + "/bench.json";
  std::ofstream(config, std::ios::binary) << kConfig;
  ServerProcess process(mock_command(folder, {"--config", config}));
  const auto ready = parse_json(process.ready_line());
  const auto url = parse_url(ready ? get_string(*ready, "http").value_or("") : "");
  if (!url) give_up("mock_idp names no HTTP port: " + process.ready_line());
  Form form;
  form.add("grant_type", "client_credentials");
  form.add("client_id", kClientId);
  form.add("client_secret", kSecret);
  form.add("scope", std::string(kResource) + "/.default");
  return {std::move(process), {url->port, std::string("/") + kTenant + "/oauth2/v2.0/token", form.encode()}};
}

}  // namespace entra::bench
