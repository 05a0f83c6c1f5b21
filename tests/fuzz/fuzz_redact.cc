// Secrets in what people write: twice takes out what once does, no text grows by more than a mark
// for each place, and what stands before the first place stays. The same under a title.
#include <string>

#include "rules/redact/redact.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

// The first bytes are the title.
void check_below(std::string_view text) {
  const auto title = text.substr(0, text.find('\n'));
  const auto once = redact_below(title, text.substr(title.size()));
  const auto twice = redact_below(title, once.text);
  require(twice.text == once.text && twice.count == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_below(text);
  const auto once = redact(text);
  require(once.text.size() <= text.size() + once.count * redacted_mark.size());
  if (once.count == 0) {
    require(once.text == text);
    return 0;
  }
  const auto mark = once.text.find(redacted_mark);
  require(mark != once.text.npos && text.starts_with(std::string_view(once.text).substr(0, mark)));
  const auto twice = redact(once.text);
  require(twice.text == once.text && twice.count == 0);
  return 0;
}
