// TwiML, and LaML, which is the same as far as it is used here.
#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "intake/voice/xml_writer.h"

namespace frontdesk::voice {
namespace {

void say(Xml& xml, const std::string& text, const std::string& language) {
  if (text.empty()) return;
  xml.open("Say").attribute("language", language).content(text).close();
}

void write(Xml& xml, const Ask& ask) {
  xml.open("Gather").attribute("input", "dtmf").attribute("action", ask.next);
  xml.attribute("method", "POST").attribute("timeout", whole(ask.patience));
  xml.attribute("numDigits", std::to_string(ask.keys)).attribute("actionOnEmptyResult", "true");
  say(xml, ask.text, ask.language);
  xml.close();
}

void write(Xml& xml, const Dial& dial) {
  xml.open("Dial").attribute("action", dial.next).attribute("method", "POST");
  xml.attribute("timeout", whole(dial.patience)).attribute("callerId", dial.caller_id);
  if (dial.record) {
    xml.attribute("record", "record-from-answer-dual");
    xml.attribute("recordingStatusCallback", dial.status);
    xml.attribute("recordingStatusCallbackMethod", dial.status.empty() ? "" : "POST");
  }
  xml.open(is_sip(dial.target) ? "Sip" : "Number");
  if (!dial.status.empty()) {
    xml.attribute("statusCallback", dial.status).attribute("statusCallbackMethod", "POST");
    xml.attribute("statusCallbackEvent", "initiated ringing answered completed");
  }
  xml.content(dial.target).close().close();
}

void write(Xml& xml, const Record& record) {
  xml.open("Record").attribute("action", record.next).attribute("method", "POST");
  xml.attribute("maxLength", whole(record.longest)).attribute("finishOnKey", record.finish_key);
  xml.attribute("playBeep", "true");
  if (!record.status.empty()) {
    xml.attribute("recordingStatusCallback", record.status);
    xml.attribute("recordingStatusCallbackMethod", "POST");
  }
  xml.close();
}

}  // namespace

Answer render_twiml(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  Xml xml("Response");
  const Kinds kinds{
      [&](const Say& one) { say(xml, one.text, one.language); },
      [&](const Play& one) { xml.element("Play", one.url); },
      [&](const Pause& one) { xml.open("Pause").attribute("length", whole(one.length)).close(); },
      [&](const Ask& one) { write(xml, one); },
      [&](const Dial& one) { write(xml, one); },
      [&](const Record& one) { write(xml, one); },
      [&](const Redirect& one) {
        xml.open("Redirect").attribute("method", "POST").content(one.next).close();
      },
      [&](const Reject&) { xml.element("Reject", ""); },
      [&](const Hangup&) { xml.element("Hangup", ""); },
  };
  for (const auto& one : list) std::visit(kinds, one);
  return {"text/xml; charset=utf-8", xml.text(), {}};
}

}  // namespace frontdesk::voice
