#include "rules/versions.h"

#include <dlfcn.h>
#include <phonenumbers/phonenumberutil.h>

#include <filesystem>

#include "rules/zone.h"

namespace frontdesk {
namespace {

// libphonenumber has no call for its version; the name of the loaded library's file has it.
std::string phonenumber_version() {
  Dl_info where{};
  if (!dladdr(reinterpret_cast<const void*>(&i18n::phonenumbers::PhoneNumberUtil::GetInstance),
              &where) ||
      !where.dli_fname)
    return "unknown";
  std::error_code error;
  const auto name = std::filesystem::canonical(where.dli_fname, error).filename().string();
  const auto at = name.find(".so.");
  return error || at == std::string::npos ? "unknown" : name.substr(at + 4);
}

}  // namespace

std::string deciding_versions() {
  return "tz " + tz_database_version() + ", libphonenumber " + phonenumber_version() +
         ", frontdesk " FRONTDESK_VERSION;
}

}  // namespace frontdesk
