// What a tenant is shown of its own records: nothing in them names another tenant's. To everybody
// else records are shown as they are, but that an erased arrival has no raw bytes for anybody: what
// is left of them is another's.
#pragma once

#include <string>

#include "router/decision.h"
#include "router/directory.h"
#include "router/ticket.h"

namespace frontdesk::api {

class OwnView {
 public:
  // `msp` is the tenant that the reader is confined to; "" for those who see all.
  OwnView(std::string msp, const Directory& directory)
      : msp_(std::move(msp)), directory_(directory) {}

  // One mail to the lines of two MSPs is stored once, under the id of the first arrival. To the
  // other its raw bytes have the id of its own: /v1/arrivals/{id}/raw takes no other.
  void narrow(ArrivalRecord& arrival) const;
  // Before its sentences are made. Whom else a number or an address may mean is told by who they
  // are and by how many; a sender who is on file with other MSPs too is just not named.
  void narrow(Decision& decision) const;

 private:
  bool foreign(const std::string& ref) const;

  std::string msp_;
  const Directory& directory_;
};

}  // namespace frontdesk::api
