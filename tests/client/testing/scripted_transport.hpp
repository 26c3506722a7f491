#pragma once
// The scripted transport of entra::testing, under the name that these tests know.

#include "entra/testing/scripted_transport.hpp"

namespace entra::client::testing {

using entra::testing::json_response;
using entra::testing::ScriptedTransport;

}  // namespace entra::client::testing
