// Secrets in what people write: twice takes out what once does, no text grows by more than a mark
// for each place, and what stands before the first place stays.
#include <string>

#include "rules/redact.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
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
