#pragma once
// The "circumstances" member of control requests: the config's object of that name.

#include "control/body.hpp"
#include "entra/idp/circumstances.hpp"

namespace entra::idp {

/// Of a body without the member, empty ones. 400 for a word that Graph does not have.
[[nodiscard]] Controlled<Circumstances> read_circumstances(const ControlBody& body);
/// "methods", in Graph's words; empty when the body has none. 400 for a word that Graph does not have.
[[nodiscard]] Controlled<std::vector<std::string>> read_methods(const ControlBody& body);
/// Where the person sits: "ip_address", or the circumstances' own, or this machine.
[[nodiscard]] std::string read_address(const ControlBody& body, const Circumstances& circumstances);

}  // namespace entra::idp
