// The schemas that the OpenAPI document names, each from the record's own description.
#pragma once

#include "daemon/http/openapi.h"

namespace frontdesk::api {

http::Schemas schemas();

}  // namespace frontdesk::api
