#include "rules/calls.h"

#include <algorithm>

namespace frontdesk {

std::string_view CallRules::target_of(std::string_view queue) const {
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [&](const CallTarget& one) { return one.queue == queue; });
  return found == targets.end() ? std::string_view{} : std::string_view(found->dial);
}

const CallsOfMsp* CallRules::of(std::string_view msp) const {
  const auto found =
      std::find_if(msps.begin(), msps.end(), [&](const CallsOfMsp& one) { return one.msp == msp; });
  return found == msps.end() ? nullptr : &*found;
}

std::string_view CallRules::text(std::string_view asked, CallText which) const {
  for (const auto name : {asked, asked.substr(0, asked.find('-')), std::string_view("en")}) {
    const auto words = wording.find(name);
    if (words == wording.end()) continue;
    if (const auto found = words->second.find(which); found != words->second.end())
      return found->second;
  }
  static const auto english = english_wording();
  return english.at(which);
}

std::map<CallText, std::string> english_wording() {
  return {
      {CallText::greeting, "Thank you for calling {msp} support."},
      {CallText::neutral_greeting, "Thank you for calling support."},
      {CallText::recording, "This call may be recorded."},
      {CallText::welcome_back, "Welcome back. You have kept your place."},
      {CallText::position, "You are number {position} in line."},
      {CallText::hold, "Please hold. Somebody will be with you soon."},
      {CallText::outside, "Our technicians are not on duty at this time. We have noted your call."},
      {CallText::voicemail,
       "Please leave your name, your number and what it is about after the tone. Then hang up."},
      {CallText::callback_offer, "To be called back at this number, press 1."},
      {CallText::callback_taken, "We will call you back. Goodbye."},
      {CallText::message_taken, "Thank you. We have your message. Goodbye."},
      {CallText::partner,
       "This line is for your customers. For changes and the state of a ticket, please turn to "
       "{partner}. Goodbye."},
      {CallText::pending,
       "We do not know this number yet. We ask {msp} and come back to you. Goodbye."},
      {CallText::not_served, "We cannot take this call. Please turn to your own IT support."},
  };
}

}  // namespace frontdesk
