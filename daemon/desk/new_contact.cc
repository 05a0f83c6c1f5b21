#include "daemon/desk/new_contact.h"

#include <algorithm>

namespace frontdesk {

bool adds_contact(const Decision& decision) {
  return std::find(decision.flags.begin(), decision.flags.end(), "contact_added") !=
         decision.flags.end();
}

Result<void> put_new_contact(const Working& working, DirectoryEditor& editor,
                             const Arrival& arrival, const Decision& decision) {
  Contact contact;
  contact.id = decision.contact.value_or("");
  contact.site = decision.site.value_or("");
  contact.first_name = arrival.from_name;
  if (!arrival.from_address.empty()) contact.emails = {arrival.from_address};
  if (!arrival.from_phone.empty()) contact.phones = {{"primary", arrival.from_phone, ""}};
  if (auto ok = editor.put(std::move(contact)); !ok) return ok;
  return working.may_grow(editor);
}

}  // namespace frontdesk
