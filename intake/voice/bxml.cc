#include <algorithm>

#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "intake/voice/xml_writer.h"

namespace frontdesk::voice {
namespace {

class Bxml {
 public:
  // The application's credentials are sent with its own webhooks alone: each URL that an answer
  // names has to be given them again.
  explicit Bxml(Secrets secrets) : xml_("Response") {
    const std::string_view newest = secrets.empty() ? std::string_view() : secrets.front();
    user_ = newest.substr(0, newest.find(':'));
    password_ = newest.substr(std::min(user_.size() + 1, newest.size()));
  }

  std::string text() { return xml_.text(); }

  void add(const Say& say) { speak(say.text, say.language); }
  void add(const Play& play) { xml_.element("PlayAudio", play.url); }
  void add(const Pause& pause) {
    xml_.open("Pause").attribute("duration", whole(pause.length)).close();
  }
  void add(const Ask& ask) {
    xml_.open("Gather").attribute("gatherUrl", ask.next).attribute("gatherMethod", "POST");
    xml_.attribute("maxDigits", std::to_string(ask.keys)).attribute("terminatingDigits", "#");
    xml_.attribute("firstDigitTimeout", whole(ask.patience));
    sign();
    speak(ask.text, ask.language);
    xml_.close();
  }
  void add(const Dial& dial) {
    if (dial.record) {
      xml_.open("StartRecording").attribute("recordingAvailableUrl", dial.status);
      xml_.attribute("recordingAvailableMethod", dial.status.empty() ? "" : "POST");
      xml_.attribute("fileFormat", "mp3").attribute("multiChannel", "true");
      if (!dial.status.empty()) sign();
      xml_.close();
    }
    xml_.open("Transfer").attribute("transferCallerId", dial.caller_id);
    xml_.attribute("callTimeout", whole(dial.patience));
    xml_.attribute("transferCompleteUrl", dial.next).attribute("transferCompleteMethod", "POST");
    sign();
    xml_.open(is_sip(dial.target) ? "SipUri" : "PhoneNumber");
    if (!dial.status.empty()) {
      xml_.attribute("transferAnswerUrl", dial.status).attribute("transferAnswerMethod", "POST");
      xml_.attribute("transferDisconnectUrl", dial.status);
      xml_.attribute("transferDisconnectMethod", "POST");
      sign();
    }
    xml_.content(dial.target).close().close();
  }
  void add(const Record& record) {
    xml_.open("Record").attribute("recordCompleteUrl", record.next);
    xml_.attribute("recordCompleteMethod", "POST");
    xml_.attribute("recordingAvailableUrl", record.status);
    xml_.attribute("recordingAvailableMethod", record.status.empty() ? "" : "POST");
    xml_.attribute("maxDuration", whole(record.longest));
    xml_.attribute("terminatingDigits", record.finish_key).attribute("fileFormat", "mp3");
    sign();
    xml_.close();
  }
  void add(const Redirect& redirect) {
    xml_.open("Redirect").attribute("redirectUrl", redirect.next);
    xml_.attribute("redirectMethod", "POST");
    sign();
    xml_.close();
  }
  void add(const Reject&) { add(Hangup{}); }
  void add(const Hangup&) { xml_.element("Hangup", ""); }

 private:
  void sign() { xml_.attribute("username", user_).attribute("password", password_); }

  void speak(const std::string& text, std::string language) {
    if (text.empty()) return;
    std::replace(language.begin(), language.end(), '-', '_');
    xml_.open("SpeakSentence").attribute("locale", language).content(text).close();
  }

  Xml xml_;
  std::string_view user_, password_;
};

}  // namespace

Answer render_bxml(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  Bxml bxml(context.secrets);
  for (const auto& one : list)
    std::visit([&](const auto& instruction) { bxml.add(instruction); }, one);
  return {"application/xml; charset=utf-8", bxml.text(), {}};
}

}  // namespace frontdesk::voice
