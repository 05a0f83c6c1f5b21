// The harnesses without libFuzzer, for every test run: each input of the committed corpora, then
// mutations of them from a fixed seed. The same inputs on every machine.
//
//   fuzz_replay CORPUS [MUTATIONS [NAME...]]
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz_harnesses.h"  // made by CMake: the entries of all fuzz_*.cc

namespace {

namespace fs = std::filesystem;

struct Harness {
  const char* name;
  int (*run)(const std::uint8_t*, std::size_t);
};

// What a signal's handler says and where it leaves the input.
char running[300] = "nothing yet";
std::string input;

extern "C" void fallen(int signal) {
  (void)!write(STDERR_FILENO, running, std::char_traits<char>::length(running));
  if (auto* file = std::fopen("fuzz_replay.failed", "wb")) {
    std::fwrite(input.data(), 1, input.size(), file);
    std::fclose(file);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Harness& harness, const std::string& from, unsigned mutation) {
  std::snprintf(running, sizeof running,
                "fuzz_replay: %s failed on %s, mutation %u; the input is in fuzz_replay.failed\n",
                harness.name, from.c_str(), mutation);
  harness.run(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// One small change: a byte, a piece taken out, doubled, or brought in from another input.
void mutate(std::string& text, const std::string& other, std::mt19937& random) {
  const auto below = [&](std::size_t end) { return end == 0 ? 0 : random() % end; };
  const auto at = below(text.size() + 1), length = below(32);
  switch (random() % 5) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random() % 8));
      break;
    case 1:
      text.insert(at, 1, static_cast<char>(random()));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, text.substr(below(text.size()), length));
      break;
    default:
      text.insert(at, other.substr(below(other.size()), length));
  }
  if (text.size() > 8'192) text.resize(8'192);
}

void replay(const Harness& harness, const fs::path& corpus, unsigned mutations) {
  std::vector<fs::path> files;
  if (fs::is_directory(corpus / harness.name))
    for (const auto& entry : fs::directory_iterator(corpus / harness.name))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> seeds{""};
  for (const auto& file : files) {
    seeds.push_back(input = bytes_of(file));
    run(harness, file.filename().string(), 0);
  }
  std::mt19937 random(20'260'603);
  for (unsigned i = 1; i <= mutations; ++i) {
    const auto from = random() % seeds.size();
    input = seeds[from];
    for (auto changes = 1 + random() % 4; changes > 0; --changes)
      mutate(input, seeds[random() % seeds.size()], random);
    run(harness, from == 0 ? "nothing" : files[from - 1].filename().string(), i);
  }
  std::printf("fuzz_replay: %s: %zu inputs, %u mutations\n", harness.name, files.size(), mutations);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.empty() || !fs::is_directory(given[0])) {
    std::fputs("fuzz_replay: usage: fuzz_replay CORPUS [MUTATIONS [NAME...]]\n", stderr);
    return 64;
  }
  const auto mutations = given.size() > 1 ? std::strtoul(given[1].c_str(), nullptr, 10) : 1000;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL}) std::signal(signal, fallen);
  unsigned ran = 0;
  for (const auto& [name, entry] : fuzz_harnesses) {
    const Harness harness{name, entry};
    const bool meant =
        given.size() < 3 || std::find(given.begin() + 2, given.end(), harness.name) != given.end();
    if (!meant) continue;
    replay(harness, given[0], static_cast<unsigned>(mutations));
    ++ran;
  }
  if (ran == 0) {
    std::fputs("fuzz_replay: no harness has that name\n", stderr);
    return 64;
  }
  return 0;
}
