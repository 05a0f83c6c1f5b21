// The whole directory as JSON, a piece at a time: it may be larger than what all answers may hold.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "router/directory.h"

namespace frontdesk::api {

class DirectoryText {
 public:
  explicit DirectoryText(std::shared_ptr<const Directory> directory);

  // The next part, of about so many bytes; "" behind the last. All together are the JSON of
  // DirectoryData, with the records of a kind in the order of their ids.
  std::string next(std::size_t bytes);

 private:
  void turn_to(std::size_t kind);
  std::string record(std::string_view id) const;

  const std::shared_ptr<const Directory> directory_;
  std::size_t kind_ = 0;
  std::vector<std::string_view> ids_;  // of this kind; they stand in the directory
  std::size_t at_ = 0;
  bool begun_ = false, ended_ = false;
};

}  // namespace frontdesk::api
