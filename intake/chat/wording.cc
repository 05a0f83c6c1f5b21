#include "intake/chat/widget.h"

namespace frontdesk::chat {

const Wording& english() {
  static const Wording texts{
      {"attach", "Attach a file"},
      {"closed", "We are closed now and open again at {time}. Leave a message and we will answer."},
      {"closed_unknown", "We are closed now. Leave a message and we will answer."},
      {"email_label", "Your email"},
      {"ended", "This chat has ended. Thank you."},
      {"form_send", "Leave the message"},
      {"form_sent", "Thank you. Your message is with us."},
      {"greeting", "Hello. How can we help?"},
      {"leave", "End the chat"},
      {"lost", "The connection is lost. Trying again; your place is kept."},
      {"name_label", "Your name"},
      {"no_secrets", "Please do not send passwords or recovery keys here."},  // R189
      {"not_sent", "Not sent yet. It will be tried again."},
      {"phone_label", "Your phone number"},
      {"placeholder", "Write a message"},
      {"refused", "This cannot be sent."},
      {"replaced", "This chat goes on in another window."},
      {"returned", "You are back in the queue, at number {position}."},
      {"send", "Send"},
      {"start", "Start the chat"},
      {"talking", "{name} is with you."},
      {"too_large", "This file is too large."},
      {"too_long", "This message is too long."},
      {"typing", "{name} is writing."},
      {"waiting", "You are number {position} in the queue."},
  };
  return texts;
}

}  // namespace frontdesk::chat
