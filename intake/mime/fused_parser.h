// mimetic's parser with a search for delimiters of our own and a fuse. Only structure.cc includes
// this.
#pragma once

#include <mimetic/mimeentity.h>
#include <mimetic/parser/itparser.h>

#include <iterator>
#include <list>
#include <map>
#include <string>
#include <string_view>

#include "intake/mime/guard.h"

namespace frontdesk {

class FusedParser;

// Walks the bytes for mimetic. Every byte that it walks is one of a part's header, since bodies are
// copied by the parser below; so this is where headers and depth are bounded. A blown fuse is the
// end of input for mimetic, which it leaves by its ordinary way out.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  Cursor() = default;
  Cursor(const char* at, FusedParser* parser) : at_(at), parser_(parser) {}

  char operator*() const;
  Cursor& operator++();
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  const char* at() const { return at_; }

 private:
  const char* at_ = nullptr;
  FusedParser* parser_ = nullptr;
};

class FusedParser : public mimetic::IteratorParser<Cursor, std::input_iterator_tag> {
 public:
  using Base = mimetic::IteratorParser<Cursor, std::input_iterator_tag>;

  FusedParser(mimetic::MimeEntity& top, std::string_view body, const MimeLimits& limits);

  // Reads the body of an entity whose Content-Type is set.
  void read_body();
  // After read_body: true where a delimiter of an outer multipart ended an inner one, on which
  // mimetic gives up. `read_rest` goes on behind it, into another entity.
  bool unfinished() const { return !tripped() && !outer_.empty() && m_bit != m_eit; }
  void read_rest(mimetic::MimeEntity& into);

  const std::string& reason() const { return reason_; }
  // The header of a part, as it stands.
  std::string_view header_of(const mimetic::MimeEntity* entity) const;

 protected:
  void copy_until_boundary(mimetic::ParsingElem element) override;

 private:
  friend class Cursor;
  struct Found {
    const char *line = nullptr, *behind = nullptr;
    std::size_t level = 0;
    bool closing = false;
  };

  bool tripped() const { return !reason_.empty(); }
  void trip(const char* reason);
  void check_counts(mimetic::ParsingElem element);
  void note_headers();
  bool match(const char* line, Found& found);
  Found find_delimiter(const char* from);
  const char* walk(const char* at);  // one byte of a header

  const MimeLimits& limits_;
  const char* end_;
  std::string reason_;
  std::size_t parts_ = 0, delimiters_ = 0, header_bytes_ = 0, field_bytes_ = 0;
  const char* header_start_;
  const char* walked_;       // how far headers were read; behind a blown fuse all is "the end"
  bool empty_line_ = false;  // a delimiter ends a header that has no empty line
  bool resumed_ = false;     // the delimiter that begins the next part is already behind us
  std::list<std::string> outer_;
  bool outer_closing_ = false;
  std::map<const mimetic::MimeEntity*, std::string_view> headers_;
};

}  // namespace frontdesk
