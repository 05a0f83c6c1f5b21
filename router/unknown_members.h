// Members of a directory file that nobody reads: ignored, so that old and new files load, and told,
// so that "emial" is not taken for an address.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/directory_import.h"
#include "rules/base/json.h"

namespace frontdesk {

class UnknownMembers {
 public:
  // A member at the top of the file that is no list of records.
  void look_at_lists(const boost::json::object& document);

  // The members of a row that its record does not have, in what it holds too: "phones.nmber". `ref`
  // names the row. `alias` is a member that is read elsewhere.
  template <class T>
  void look_at(std::string_view kind, const std::string& ref, const boost::json::value& row,
               std::string_view alias = {}) {
    if (const auto* object = row.if_object()) look_at_object<T>(kind, ref, *object, {}, alias);
  }

  // One notice for each member, with the first of the records that have it; at most a hundred, and
  // one that says how many more there are.
  std::vector<DirectoryNotice> notices() const;

 private:
  struct Found {
    std::vector<std::string> refs;
    std::size_t records = 0;
  };
  void note(std::string_view kind, const std::string& ref, const std::string& path);

  template <class T>
  void look_at_object(std::string_view kind, const std::string& ref,
                      const boost::json::object& object, const std::string& path,
                      std::string_view alias) {
    for (const auto& row : object) {
      const std::string_view name(row.key().data(), row.key().size());
      if (name == alias) continue;
      bool known = false;
      boost::mp11::mp_for_each<json_detail::members_of<T>>([&](auto d) {
        if (known || json_detail::json_name(d.name) != name) return;
        known = true;
        using Member = std::remove_reference_t<decltype(std::declval<T&>().*d.pointer)>;
        look_inside<Member>(kind, ref, row.value(), path + std::string(name) + '.');
      });
      if (!known) note(kind, ref, path + std::string(name));
    }
  }

  template <class T>
  void look_inside(std::string_view kind, const std::string& ref, const boost::json::value& value,
                   const std::string& path) {
    if constexpr (json_detail::is_optional<T>::value) {
      look_inside<typename T::value_type>(kind, ref, value, path);
    } else if constexpr (json_detail::is_vector<T>::value) {
      if (const auto* list = value.if_array())
        for (const auto& item : *list) look_inside<typename T::value_type>(kind, ref, item, path);
    } else if constexpr (json_detail::Described<T>) {
      if (const auto* object = value.if_object()) look_at_object<T>(kind, ref, *object, path, {});
    }
  }

  std::map<std::pair<std::string, std::string>, Found> found_;  // by kind and member
  std::size_t more_ = 0;                                        // not kept, for want of room
  std::vector<std::string> lists_;
};

}  // namespace frontdesk
