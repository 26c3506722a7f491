#pragma once
// build/bin/mock_idp as a process, on free ports.

#include <string>
#include <vector>

#include "load/asking_connection.hpp"
#include "support/server_process.hpp"

namespace entra::bench {

/// Its command line: HTTP and HTTPS on any free port, quiet, then `more`.
[[nodiscard]] std::vector<std::string> mock_command(const std::string& state_directory,
                                                    const std::vector<std::string>& more = {});

struct ServedMock {
  ServerProcess process;
  Target target;  ///< client_credentials of make_config()'s application for Microsoft Graph, at the v2 endpoint
};
/// On the directory of the benchmarks, which is written into `folder`, as are the keys.
[[nodiscard]] ServedMock start_mock(const std::string& folder);

}  // namespace entra::bench
