#include "router/unknown_members.h"

#include <algorithm>

#include "router/records.h"

namespace frontdesk {
namespace {

constexpr std::size_t members_at_most = 100;
constexpr std::size_t lists_at_most = 20;
constexpr std::size_t refs_at_most = 5;
constexpr std::size_t name_bytes = 64;

// A name as it is shown: what is longer is cut, on a character's boundary.
std::string shown(std::string_view name) {
  if (name.size() <= name_bytes) return '"' + std::string(name) + '"';
  auto end = name_bytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return '"' + std::string(name.substr(0, end)) + "…\"";
}

}  // namespace

void UnknownMembers::look_at_lists(const boost::json::object& document) {
  for (const auto& [key, value] : document) {
    const std::string_view name(key.data(), key.size());
    if (enum_from<RecordKind>(name)) continue;
    if (lists_.size() < lists_at_most)
      lists_.push_back(shown(name));
    else
      ++more_;
  }
}

void UnknownMembers::note(std::string_view kind, const std::string& ref, const std::string& path) {
  const std::pair key(std::string(kind), shown(path));
  auto known = found_.find(key);
  if (known == found_.end()) {
    if (found_.size() == members_at_most) {
      ++more_;
      return;
    }
    known = found_.emplace(key, Found{}).first;
  }
  auto& found = known->second;
  // Two of the same in one row are one.
  if (!found.refs.empty() && found.refs.back() == ref) return;
  ++found.records;
  if (found.refs.size() < refs_at_most) found.refs.push_back(ref);
}

std::vector<DirectoryNotice> UnknownMembers::notices() const {
  std::vector<DirectoryNotice> notices;
  for (const auto& list : lists_)
    notices.push_back(
        {"unknown_list",
         {},
         "The list " + list + " is not read; the lists are " + names_of<RecordKind>() + "."});
  for (const auto& [key, found] : found_) {
    std::string of;
    for (const auto& ref : found.refs) of += (of.empty() ? "" : ", ") + ref;
    if (found.records > found.refs.size())
      of += " and " + std::to_string(found.records - found.refs.size()) + " more";
    notices.push_back(
        {"unknown_member", found.refs, "The member " + key.second + " of " + of + " is not read."});
  }
  if (more_ > 0)
    notices.push_back(
        {"unknown_member", {}, std::to_string(more_) + " more members of the file are not read."});
  return notices;
}

}  // namespace frontdesk
