#pragma once
// One request on its way through the core.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "control/journal.hpp"
#include "control/scopes.hpp"
#include "core.hpp"
#include "directory/clouds.hpp"
#include "endpoints/endpoint.hpp"

namespace entra::idp {

/// What serves a request: by the host when it is one of Microsoft's, by the path on the server's own origin.
struct Destination {
  HostRole role{HostRole::kLogin};
  std::string path;        ///< below the resource's base
  std::string login_base;  ///< the authority that belongs to it
  std::string vault;
  Cloud cloud{Cloud::kPublic};
};

/// What the request is, what was decided about it, and what came to light.
struct Passage {
  Passage(const http::Request& asked, LiveDirectory::Snapshot as_of_now)
      : request(asked), directory(std::move(as_of_now)) {}

  const http::Request& request;
  LiveDirectory::Snapshot directory;  ///< as it was when the request came
  Destination to;
  Origin origin;
  Form parameters;
  RequestFacts facts;
  std::shared_ptr<Scope> scope;
  Instant now{};
  std::optional<ChosenFault> fault;
  Trace trace;
  std::vector<IssuedToken> tokens;
  std::string request_id;
  std::string correlation_id;
  bool unmatched{false};
};

/// The peer; one on this machine may speak for another address, so that locations can be tried out.
[[nodiscard]] std::string caller_address(const http::Request& request);

/// Query and form body together, for the journal and for choosing faults only.
[[nodiscard]] Form read_all_parameters(const http::Request& request);

/// For the protocol endpoints; signs tokens as the fault wants them, and notes in the passage what was signed.
[[nodiscard]] Exchange make_exchange(Core& core, Passage& passage);

/// What the journal keeps of it.
[[nodiscard]] JournalEntry make_entry(Passage passage, const http::Response& response, std::int64_t duration_us);

}  // namespace entra::idp
