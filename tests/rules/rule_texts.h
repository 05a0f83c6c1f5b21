// The shipped rule files as texts, for tests that change one of them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "rules/loader.h"

namespace frontdesk::test {

inline std::filesystem::path default_folder() {
  return std::filesystem::path(FRONTDESK_SOURCE_DIR) / "rules" / "default";
}

class RuleTexts {
 public:
  RuleTexts() {
    for (const auto& name : rule_file_names()) {
      std::ostringstream text;
      text << std::ifstream(default_folder() / name).rdbuf();
      texts_[name] = text.str();
    }
  }

  RuleTexts& set(const std::string& file, std::string text) {
    texts_[file] = std::move(text);
    return *this;
  }
  RuleTexts& append(const std::string& file, const std::string& text) {
    texts_[file] += text;
    return *this;
  }
  RuleTexts& remove(const std::string& file) {
    texts_.erase(file);
    return *this;
  }
  // Replaces the first occurrence, which must be there.
  RuleTexts& replace(const std::string& file, const std::string& from, const std::string& to) {
    auto& text = texts_[file];
    const auto at = text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    text.replace(at, from.size(), to);
    return *this;
  }

  const std::string& text(const std::string& file) const { return texts_.at(file); }
  LoadedRules compile() const { return compile_rules(texts_, "rules"); }

 private:
  std::map<std::string, std::string> texts_;
};

// The line in which `needle` first stands.
inline int line_with(const std::string& text, const std::string& needle) {
  const auto at = text.find(needle);
  REQUIRE_MESSAGE(at != std::string::npos, needle);
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

inline const LoadedRules& default_rules() {
  static const LoadedRules loaded = load_rules(default_folder());
  return loaded;
}

}  // namespace frontdesk::test
