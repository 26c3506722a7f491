#pragma once
// The directory's identifiers as types of their own.

#include "entra/support/guid.hpp"

namespace entra::idp {

using TenantId = Guid<struct TenantTag>;
using AppId = Guid<struct AppTag>;
using ObjectId = Guid<struct ObjectTag>;

}  // namespace entra::idp
