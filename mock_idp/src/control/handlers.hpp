#pragma once
// The control plane's handlers, one or a few a file; control.cpp routes to them.

#include <memory>
#include <string>

#include "control/body.hpp"
#include "control/scopes.hpp"

namespace entra::idp {

struct Core;

/// The scope of that name, made when it is new; 409 when there are too many.
[[nodiscard]] Controlled<std::shared_ptr<Scope>> open_scope(Core& core, const std::string& name);
/// The scope that a control request speaks of, by its header; empty without.
[[nodiscard]] std::string scope_name(const http::Request& request);
/// What the scope's clock says.
[[nodiscard]] Instant scope_now(const Core& core, const http::Request& request);
/// What stands behind the last slash of the path, decoded.
[[nodiscard]] std::string last_segment(const http::Request& request);

[[nodiscard]] http::Response get_faults(Core& core, const http::Request& request);
[[nodiscard]] http::Response get_fault(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_fault(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_faults(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_fault(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_scopes(Core& core, const http::Request& request);
[[nodiscard]] http::Response put_scope(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_scope(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_requests(Core& core, const http::Request& request);
[[nodiscard]] http::Response get_request_count(Core& core, const http::Request& request);
[[nodiscard]] http::Response get_request(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_requests(Core& core, const http::Request& request);

[[nodiscard]] http::Response post_token(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_sign_in(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_console(Core& core, const http::Request& request);
[[nodiscard]] http::Response get_directory(Core& core, const http::Request& request);
[[nodiscard]] http::Response get_keys(Core& core, const http::Request& request);
[[nodiscard]] http::Response patch_application(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_users(Core& core, const http::Request& request);
[[nodiscard]] http::Response patch_user(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_revocation(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_inbox(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_inbox(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_inbox(Core& core, const http::Request& request);

[[nodiscard]] http::Response get_policies(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_policy(Core& core, const http::Request& request);
[[nodiscard]] http::Response patch_policy(Core& core, const http::Request& request);
[[nodiscard]] http::Response delete_policy(Core& core, const http::Request& request);
[[nodiscard]] http::Response post_evaluate(Core& core, const http::Request& request);
[[nodiscard]] http::Response put_security_defaults(Core& core, const http::Request& request);

}  // namespace entra::idp
