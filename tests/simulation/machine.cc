#include "tests/simulation/machine.h"

#include "storage/records.h"

namespace frontdesk::simulation {
namespace {

constexpr const char* folder = "/tmp";  // only its name is used: nothing there is touched
constexpr std::uint64_t watermark = 1 << 20;

}  // namespace

Machine::Machine(Instant now, Chance& chance) : clock(now), chance_(chance) {}

Machine::~Machine() {
  end(End::kill);
}

Result<void> Machine::start(std::shared_ptr<const RuleSet> rules) {
  clock.new_process();
  fatal.reset();
  happened.clear();
  duplicates.clear();
  StoreOptions options;
  options.env = env.get();
  options.write_buffer_bytes = 1 << 20;
  options.block_cache_bytes = 1 << 20;
  // Logs change and tables are written meanwhile, in some lives.
  if (chance_.one_in(3)) options.wal_bytes = chance_.between(16, 256) << 10;
  options.free_watermark_bytes = watermark;
  options.free_space_every = std::chrono::milliseconds{0};
  auto opened = Store::open(folder, options);
  if (!opened) return opened.error();
  store = std::move(*opened);
  if (store->recovered_torn_tail()) ++torn_tails;
  const auto last = last_position(*store);
  if (!last) return last.error();
  started_at = *last;

  CommitterOptions committer;
  committer.by_hand = true;
  committer.batch_commands = chance_.between(1, 6);
  DeskObserver observer;
  observer.happened = [this](std::span<const Event> events) {
    happened.insert(happened.end(), events.begin(), events.end());
  };
  observer.duplicate = [this](Channel, std::string_view earlier) {
    duplicates.emplace_back(earlier);
  };
  observer.fatal = [this](const Problem& why) { fatal = why; };
  auto started = FrontDesk::open(*store, clock, std::move(rules), committer, std::move(observer));
  if (!started) return started.error();
  desk = std::move(*started);
  return {};
}

void Machine::end(End how) {
  if (how != End::stop) disk->stop();
  desk.reset();
  env->use_threads();
  store.reset();
  disk->stop();
  if (how == End::power) disk->lose_power(chance_.below(std::size_t{1} << 32));
  env->by_hand();
  disk->start();
}

Result<void> Machine::purge() {
  env->use_threads();
  const auto result = store->purge();
  env->by_hand();
  return result;
}

}  // namespace frontdesk::simulation
