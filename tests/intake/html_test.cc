#include "intake/mime/html.h"

#include <doctest/doctest.h>

#include "tests/intake/mime_samples.h"

using namespace frontdesk;
using samples::times;

TEST_SUITE("html") {
  TEST_CASE("C18: tags, comments, scripts and styles are not text") {
    CHECK(html_to_text("<p>Click <b>un</b>subscribe</p>") == "Click unsubscribe");
    CHECK(html_to_text("un<!-- x > y -->sub<span class=\"a>b\">scribe</span>") == "unsubscribe");
    CHECK(html_to_text("<style>p{}</style><script>if(a<b){}</script>hello") == "hello");
    CHECK(html_to_text("<html><head><title>t</title></head><body>b</body></html>") == "b");
    CHECK(html_to_text("<!DOCTYPE html><?xml x?>b<o:p>c</o:p>") == "bc");
  }

  TEST_CASE("blocks end lines, other white space is one space") {
    CHECK(html_to_text("a<br>b<BR/>c<p>d</p><div>e</div>") == "a\nb\nc\nd\ne");
    CHECK(html_to_text("a \r\n\t b") == "a b");
    CHECK(html_to_text("<tr><td>a</td><td>b</td></tr>") == "a b");
  }

  TEST_CASE("entities") {
    CHECK(html_to_text("a&nbsp;b &amp; &lt;c&gt; &eacute;&#233;&#xE9; &euro;&#128;&hellip;") ==
          "a\xc2\xa0"
          "b & <c> ééé €€…");
    CHECK(html_to_text("&rsquo;&#146;&amp") == "’’&");
    CHECK(html_to_text("un&shy;sub&#8203;scribe") == "unsubscribe");
    CHECK(html_to_text("R&D & &bogus; &#; &#x; &#99999999999;") ==
          "R&D & &bogus; &#; &#x; \xef\xbf\xbd");
  }

  TEST_CASE("broken markup loses nothing that may be text") {
    CHECK(html_to_text("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2");
    CHECK(html_to_text("see <b and more") == "see <b and more");
    CHECK(html_to_text("<a href=\"x>y</a>z") == "yz");
    CHECK(html_to_text("<") == "<");
    CHECK(html_to_text("</") == "</");
    CHECK(html_to_text("") == "");
  }

  TEST_CASE("input made to be slow comes back all the same") {
    CHECK(html_to_text(times(200'000, "<a \">\"")).size() > 1);
    CHECK(html_to_text(times(200'000, "<b")).size() == 400'000);
    CHECK(html_to_text(times(200'000, "<!--")) == "");
    CHECK(html_to_text(times(200'000, "<script>")) == "");
    CHECK(html_to_text(times(100'000, "<div>") + "deep") == "deep");
    CHECK(html_to_text(times(200'000, "&#")).size() == 400'000);
  }
}
