#include "storage/ownership.h"

#include <sys/stat.h>
#include <unistd.h>

namespace frontdesk {

Result<void> own_like(const std::filesystem::path& folder, const std::filesystem::path& like) {
  namespace fs = std::filesystem;
  if (::geteuid() != 0) return {};
  struct ::stat owner {};
  const auto give = [&](const fs::path& path) {
    return ::lchown(path.c_str(), owner.st_uid, owner.st_gid) == 0;
  };
  std::error_code error;
  bool good = ::stat(like.c_str(), &owner) == 0 && give(folder);
  for (fs::recursive_directory_iterator it(folder, error), end; good && !error && it != end;
       it.increment(error))
    good = give(it->path());
  if (good && !error) return {};
  return problem(ProblemCode::io, "cannot give " + folder.string() + " to the owner of " +
                                      like.string() + "; do it with chown -R");
}

}  // namespace frontdesk
