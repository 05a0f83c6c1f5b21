#include "storage/refusal.h"

namespace frontdesk {
namespace {

const std::string restore_it = "restore it from a backup (frontdesk restore)";

// A file that the manifest or CURRENT names is not there.
bool misses_a_file(const rocksdb::Status& status) {
  return status.IsPathNotFound() ||
         status.ToString().find("No such file or directory") != std::string::npos;
}

}  // namespace

Problem damaged_store(const std::string& path, const std::string& what) {
  return problem(ProblemCode::store_damaged,
                 "the store in " + path + " is damaged and was left as it is: " + what + "; " +
                     restore_it +
                     "; if there is none, move the folder away, start with an empty store and "
                     "keep the old one for whoever can read it");
}

Problem newer_store(const std::string& path, const std::string& what) {
  return problem(ProblemCode::store_newer, "the store in " + path +
                                               " was written by a newer frontdesk (" + what +
                                               "); run that version");
}

Problem locked_store(const std::string& path) {
  return problem(ProblemCode::store_locked,
                 "the store in " + path + " is in use by another process; stop that one first");
}

Problem not_opened(const std::string& path, const rocksdb::Status& status) {
  const auto text = status.ToString();
  if (status.IsIOError() && text.find("lock") != std::string::npos) return locked_store(path);
  if (status.IsCorruption() || status.IsInvalidArgument() || misses_a_file(status))
    return damaged_store(path, text);
  return problem(ProblemCode::io,
                 "the store in " + path + " cannot be opened and was left as it is: " + text +
                     "; look at that file's rights and at its disk (the kernel's log), and where "
                     "the disk is broken, " +
                     restore_it + " in a folder on another");
}

Problem not_read(const rocksdb::Status& status) {
  return problem(ProblemCode::store_sick, "the store cannot be read: " + status.ToString() +
                                              "; if it stays so after a restart, " + restore_it);
}

}  // namespace frontdesk
