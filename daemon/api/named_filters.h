// Filters of lists that name a record.
#pragma once

#include "daemon/api/services.h"

namespace frontdesk::api {

// `invalid` where `msp` or `ticket` of the query names nothing that there is or was. Who sees one
// tenant only is told nothing: to them others' records and none are alike, an empty list.
Result<void> check_named(const Services& services, const http::Request& request,
                         const Reader& reader);

}  // namespace frontdesk::api
