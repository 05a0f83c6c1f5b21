// The kinds of configuration keys: how one is read, and how its value is shown as TOML. Each is
// given the place of the value inside a Config: [](auto& c) -> auto& { return c.x.y; }.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config_keys.h"
#include "intake/smtp/proxy_v2.h"
#include "rules/base/json.h"

namespace frontdesk::config_kinds {

using std::chrono::seconds;
using Path = std::filesystem::path;

inline std::string quoted(const std::string& text) {
  std::string out;
  append_json(out, text);  // the escapes of JSON are TOML's too
  return out;
}

inline std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + quoted(text);
  return '[' + out + ']';
}

template <class Part>
ConfigKey number(std::string_view section, std::string_view name, std::uint64_t low,
                 std::uint64_t high, std::string_view says, Part part) {
  return {section,
          name,
          std::to_string(low) + " to " + std::to_string(high),
          says,
          [=](TableReader& reader, Config& config) {
            auto& value = part(config);
            value = static_cast<std::uint64_t>(reader.whole(name, static_cast<std::int64_t>(low),
                                                            static_cast<std::int64_t>(high),
                                                            static_cast<std::int64_t>(value)));
          },
          [=](const Config& config) { return std::to_string(part(config)); }};
}

template <class Part>
ConfigKey duration(std::string_view section, std::string_view name, seconds low, seconds high,
                   std::string_view says, Part part) {
  const auto text = [](seconds s) { return std::to_string(s.count()) + 's'; };
  return {section,
          name,
          '"' + text(low) + "\" to \"" + text(high) + '"',
          says,
          [=](TableReader& reader, Config& config) {
            auto& value = part(config);
            value = reader.duration(name, low, high, value);
          },
          [=](const Config& config) { return quoted(text(part(config))); }};
}

template <class Part>
ConfigKey path(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "a path; a relative one is taken from this file's folder",
          says,
          [=](TableReader& reader, Config& config) {
            if (const auto text = reader.text_or(name, ""); !text.empty())
              part(config) = Path(text);
          },
          [=](const Config& config) { return quoted(part(config).string()); }};
}

template <class Part>
ConfigKey paths(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "a list of paths",
          says,
          [=](TableReader& reader, Config& config) {
            const auto texts = reader.texts_or_none(name);
            if (reader.has(name)) part(config).assign(texts.begin(), texts.end());
          },
          [=](const Config& config) {
            std::vector<std::string> texts;
            for (const auto& each : part(config)) texts.push_back(each.string());
            return quoted_list(texts);
          }};
}

template <class Part>
ConfigKey addresses(std::string_view section, std::string_view name, std::string_view says,
                    Part part) {
  return {section,
          name,
          R"(a list of "127.0.0.1:25", "[::1]:25", "*:25")",
          says,
          [=](TableReader& reader, Config& config) {
            const auto texts = reader.texts_or_none(name);
            if (!reader.has(name)) return;
            auto& value = part(config);
            value.clear();
            for (const auto& text : texts) {
              if (auto address = parse_listen_address(text))
                value.push_back(std::move(*address));
              else
                reader.fault(name, address.error().says);
            }
          },
          [=](const Config& config) {
            std::vector<std::string> texts;
            for (const auto& each : part(config)) texts.push_back(to_text(each));
            return quoted_list(texts);
          }};
}

template <class Part>
ConfigKey texts(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "a list of texts",
          says,
          [=](TableReader& reader, Config& config) {
            auto texts = reader.texts_or_none(name);
            if (reader.has(name)) part(config) = std::move(texts);
          },
          [=](const Config& config) { return quoted_list(part(config)); }};
}

template <class Part>
ConfigKey networks(std::string_view section, std::string_view name, std::string_view says,
                   Part part) {
  auto key = texts(section, name, says, part);
  key.bounds = "a list of addresses and networks: \"10.1.2.3\", \"fd00::/8\"";
  key.read = [=, as_texts = key.read](TableReader& reader, Config& config) {
    as_texts(reader, config);
    for (const auto& each : part(config))
      if (const auto network = smtp::Network::parse(each); !network)
        reader.fault(name, network.error().says);
  };
  return key;
}

template <class Part>
ConfigKey text(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "text",
          says,
          [=](TableReader& reader, Config& config) {
            part(config) = reader.text_or(name, part(config));
          },
          [=](const Config& config) { return quoted(part(config)); }};
}

template <class Part>
ConfigKey id(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "1 to 64 letters, digits, dots, dashes and underscores",
          says,
          [=](TableReader& reader, Config& config) { part(config) = reader.id(name); },
          [=](const Config& config) { return quoted(part(config)); }};
}

// Text that must be there.
template <class Part>
ConfigKey needed_text(std::string_view section, std::string_view name, std::string_view says,
                      Part part) {
  auto key = text(section, name, says, part);
  key.read = [=](TableReader& reader, Config& config) { part(config) = reader.text(name); };
  return key;
}

template <class Part>
ConfigKey flag(std::string_view section, std::string_view name, std::string_view says, Part part) {
  return {section,
          name,
          "true or false",
          says,
          [=](TableReader& reader, Config& config) {
            part(config) = reader.flag_or(name, part(config));
          },
          [=](const Config& config) { return std::string(part(config) ? "true" : "false"); }};
}

template <class Part>
ConfigKey word(std::string_view section, std::string_view name,
               std::initializer_list<std::string_view> words, std::string_view says, Part part) {
  std::string all;
  for (const auto each : words) all += (all.empty() ? "" : " | ") + std::string(each);
  const std::vector<std::string_view> known(words);
  return {section,
          name,
          all,
          says,
          [=](TableReader& reader, Config& config) {
            const auto written = reader.text_or(name, part(config));
            if (std::find(known.begin(), known.end(), written) != known.end())
              part(config) = written;
            else if (!written.empty())
              reader.fault(name, "expected one of " + all);
          },
          [=](const Config& config) { return quoted(part(config)); }};
}

}  // namespace frontdesk::config_kinds
