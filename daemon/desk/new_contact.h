// The contact that a standing consent lets in (R76), made in the commit of the arrival.
#pragma once

#include "daemon/desk/working.h"

namespace frontdesk {

// True where the decision lets a new person in.
bool adds_contact(const Decision& decision);

// Puts the contact of such a decision. Refused where the sender's name or address cannot stand in
// the directory, or where that is full: the decision is then to be made again without it
// (Context::no_new_contact), and the editor is not to be used.
Result<void> put_new_contact(const Working& working, DirectoryEditor& editor,
                             const Arrival& arrival, const Decision& decision);

}  // namespace frontdesk
