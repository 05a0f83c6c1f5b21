#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "intake/voice/xml_writer.h"

namespace frontdesk::voice {
namespace {

void speak(Xml& xml, const std::string& text, const std::string& language) {
  if (text.empty()) return;
  xml.open("Speak").attribute("language", language).content(text).close();
}

void redirect(Xml& xml, const std::string& next) {
  xml.open("Redirect").attribute("method", "POST").content(next).close();
}

void write(Xml& xml, const Ask& ask) {
  xml.open("GetDigits").attribute("action", ask.next).attribute("method", "POST");
  xml.attribute("timeout", whole(ask.patience)).attribute("numDigits", std::to_string(ask.keys));
  xml.attribute("retries", "1").attribute("redirect", "true");
  speak(xml, ask.text, ask.language);
  xml.close();
  redirect(xml, ask.next);  // where no key came
}

void write(Xml& xml, const Dial& dial) {
  if (dial.record) {
    xml.open("Record").attribute("recordSession", "true").attribute("startOnDialAnswer", "true");
    xml.attribute("redirect", "false").attribute("maxLength", "14400");
    xml.attribute("callbackUrl", dial.status);
    xml.attribute("callbackMethod", dial.status.empty() ? "" : "POST").close();
  }
  xml.open("Dial").attribute("action", dial.next).attribute("method", "POST");
  xml.attribute("timeout", whole(dial.patience)).attribute("callerId", dial.caller_id);
  xml.attribute("redirect", "true").attribute("callbackUrl", dial.status);
  xml.attribute("callbackMethod", dial.status.empty() ? "" : "POST");
  xml.element(is_sip(dial.target) ? "User" : "Number", dial.target).close();
}

void write(Xml& xml, const Record& record) {
  xml.open("Record").attribute("action", record.next).attribute("method", "POST");
  xml.attribute("maxLength", whole(record.longest)).attribute("finishOnKey", record.finish_key);
  xml.attribute("playBeep", "true").attribute("redirect", "true");
  xml.attribute("callbackUrl", record.status);
  xml.attribute("callbackMethod", record.status.empty() ? "" : "POST").close();
}

}  // namespace

Answer render_plivo(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  Xml xml("Response");
  const Kinds kinds{
      [&](const Say& one) { speak(xml, one.text, one.language); },
      [&](const Play& one) { xml.element("Play", one.url); },
      [&](const Pause& one) { xml.open("Wait").attribute("length", whole(one.length)).close(); },
      [&](const Ask& one) { write(xml, one); },
      [&](const Dial& one) { write(xml, one); },
      [&](const Record& one) { write(xml, one); },
      [&](const Redirect& one) { redirect(xml, one.next); },
      [&](const Reject&) { xml.open("Hangup").attribute("reason", "rejected").close(); },
      [&](const Hangup&) { xml.element("Hangup", ""); },
  };
  for (const auto& one : list) std::visit(kinds, one);
  return {"text/xml; charset=utf-8", xml.text(), {}};
}

}  // namespace frontdesk::voice
