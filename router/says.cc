#include "router/says.h"

#include <span>

#include "rules/base/names.h"
#include "rules/phone.h"

namespace frontdesk {
namespace {

// One code's sentence. {who} is the number or address that was shown; {contact:0} is the name of
// the record in refs[0]; {ref:0} the reference as it is; {time} the site's wall clock; {review} by
// when someone looks.
struct Sentence {
  StepKind step;
  std::string_view code;
  std::string_view text;
};

constexpr Sentence sentences[] = {
    {StepKind::line, "seen_before", "The same {channel} was taken in before as {ref:0}."},
    {StepKind::line, "line_shared", "It came in by {line:0}, which all providers share."},
    {StepKind::line, "line_of_msp", "It came in by {line:0}, which belongs to {msp:1}."},
    {StepKind::line, "line_partner",
     "It came in by {line:0}, a line for the providers' own staff."},
    {StepKind::line, "line_unknown", "It came in by a line that the rules do not know: {ref:0}."},
    {StepKind::line, "line_of_unknown_msp",
     "It came in by {line:0}, whose provider {ref:1} is not in the directory."},
    {StepKind::line, "line_none", "It came in by no line: a ticket from elsewhere."},
    {StepKind::line, "brought_by", "It was brought in for {msp:0}."},
    {StepKind::line, "brought_by_unknown_msp",
     "It was brought in for {ref:0}, which the directory does not know."},
    {StepKind::line, "tenant_kept", "It was taken in for {msp:0} before, and stays theirs."},

    {StepKind::recognise, "phone_unique", "{who} is {contact:0}."},
    {StepKind::recognise, "email_unique", "{who} is {contact:0}."},
    {StepKind::recognise, "endpoint_contact", "The computer {endpoint:1} belongs to {contact:0}."},
    {StepKind::recognise, "endpoint_only",
     "The computer {endpoint:0} is known, the person at it is not."},
    {StepKind::recognise, "endpoint_unknown", "The chat showed a token that no computer has."},
    {StepKind::recognise, "endpoint_of_other_company",
     "The computer {endpoint:0} belongs to another company than {contact:1}."},
    {StepKind::recognise, "ambiguous_one_site", "{who} may be any of {count} people at one site."},
    {StepKind::recognise, "ambiguous_one_company",
     "{who} may be any of {count} people at different sites of one company."},
    {StepKind::recognise, "ambiguous_companies",
     "{who} may be any of {count} people at different companies, so it names nobody."},
    {StepKind::recognise, "ambiguous_tenants",
     "{who} is on file with more than one provider, and the line does not say which is meant."},
    {StepKind::recognise, "domain_of_others",
     "{who} is in a mail domain that is registered with another provider: {count} who claim the "
     "address do not count."},
    {StepKind::recognise, "unnamed", "{who} names nobody for certain."},
    {StepKind::recognise, "company_main",
     "{who} is the main number of {company:0}: it names the company, not a person."},
    {StepKind::recognise, "main_of_companies",
     "{who} is the main number of {count} companies, so it names none."},
    {StepKind::recognise, "msp_main_number",
     "{who} is a provider's own main number, as forwarding systems show it: it names nobody."},
    {StepKind::recognise, "staff", "{who} is {staff:0}, who works for the provider."},
    {StepKind::recognise, "locked_out", "{who} is {contact:0}, who has been locked out."},
    {StepKind::recognise, "approved", "{contact:0} was approved."},
    {StepKind::recognise, "withheld", "The caller's number was withheld or is not a number."},
    {StepKind::recognise, "no_address", "It came without an address that could name anybody."},
    {StepKind::recognise, "phone_unknown", "Nobody on file has {who}."},
    {StepKind::recognise, "forwarded_by_staff", "{staff:0} passed on a mail of {contact:1}."},
    {StepKind::recognise, "email_unknown", "Nobody on file has {who}."},
    {StepKind::recognise, "site_named", "The ticket names the site {site:0}."},
    {StepKind::recognise, "site_unknown", "The ticket names no site that is on file."},

    {StepKind::thread, "via_token", "It carries the signed token of ticket {ref:0}."},
    {StepKind::thread, "via_references", "It refers to a mail of ticket {ref:0}."},
    {StepKind::thread, "via_in_reply_to", "It replies to a mail of ticket {ref:0}."},
    {StepKind::thread, "via_subject", "Its subject names ticket {ref:0}."},
    {StepKind::thread, "via_redial", "{who} hung up just before, and waits on in ticket {ref:0}."},
    {StepKind::thread, "stranger",
     "It refers to ticket {ref:0}, but the sender has no part in that ticket."},
    {StepKind::thread, "token_bad", "It carries a token of ours whose signature does not hold."},

    {StepKind::screen, "clean", "No spam row and no loop guard matches."},
    {StepKind::screen, "row", "Spam row {row:0}."},
    {StepKind::screen, "row_watched",
     "Spam row {row:0}; the sender is on file and writes as a person, so someone must "
     "look{review}."},
    {StepKind::screen, "row_noted", "Spam row {row:0} would match; a reply to a ticket joins it."},
    {StepKind::screen, "excepted",
     "Spam row {row:0} matches, but this provider excepts such mail."},
    {StepKind::screen, "dry_run", "Spam row {row:0} would match; it is only on trial."},
    {StepKind::screen, "guard", "Loop guard {ref:0} ({ref:1})."},
    {StepKind::screen, "guard_watched",
     "Loop guard {ref:0} ({ref:1}); the sender is on file and writes as a person, and anybody may "
     "have forged the others, so someone must look{review}."},
    {StepKind::screen, "released", "It was released, so rows and guards were not asked."},

    {StepKind::entitle, "no_tenant", "Nothing says which provider it is for."},
    {StepKind::entitle, "partner_line", "The line is for the providers' own staff."},
    {StepKind::entitle, "staff_on_user_line",
     "Provider staff do not use end users' lines for calls and chats: partner support takes it."},
    {StepKind::entitle, "no_site", "Without a site nothing says who may work on it."},
    {StepKind::entitle, "no_default_site", "The company is known, but it has no default site."},
    {StepKind::entitle, "needs_approval", "{msp:0} must approve a new contact first."},
    {StepKind::entitle, "approval_suggests_site", "The likely site is {site:0}."},
    {StepKind::entitle, "no_approver",
     "{msp:0} has nobody with a mobile number who could approve."},
    {StepKind::entitle, "refused_by_policy", "{msp:0} serves only people on file."},
    {StepKind::entitle, "let_in", "Someone let this person in without making a contact."},
    {StepKind::entitle, "not_on_file_any_more",
     "The person is not on file any more: {msp:0} goes on with it."},
    {StepKind::entitle, "unparsed_unknown",
     "The mail could not be read as a whole and names nobody on file with {msp:0}: someone must "
     "look."},
    {StepKind::entitle, "contact_added",
     "{msp:-} lets new people in: a contact was made at {site:0}."},
    {StepKind::entitle, "disabled_contact", "{contact:0} is not active and gets no service."},
    {StepKind::entitle, "hourly_contract", "The site has an hourly contract."},
    {StepKind::entitle, "rmm_only", "The agreement of {site:0} has no end-user support."},
    {StepKind::entitle, "no_plan", "{site:0} has no coverage plan."},
    {StepKind::entitle, "not_enabled", "The help desk has not been activated for {site:0}."},
    {StepKind::entitle, "not_started", "Service for {site:0} had not started yet."},
    {StepKind::entitle, "contract_ended", "Every contract of {site:0} is over."},
    {StepKind::entitle, "entitled", "{site:0} has the plan \"{plan:1}\"."},

    {StepKind::cover, "covered", "At {time} it was within {window:1}."},
    {StepKind::cover, "not_covered", "At {time} it was outside {window:1}."},
    {StepKind::cover, "holiday", "It was {ref:0}: staffing is reduced, coverage is not."},
    {StepKind::cover, "one_off_covered", "At {time} the site had special hours: covered."},
    {StepKind::cover, "one_off_closed", "At {time} the site had special hours: not covered."},
    {StepKind::cover, "contract_hours", "At {time} it was within the contract's hours."},
    {StepKind::cover, "outside_contract_hours",
     "At {time} it was outside the contract's hours, and calls and chats wait for those."},
    {StepKind::cover, "ungated",
     "At {time} it was outside the contract's hours; tickets are taken at all times."},
    {StepKind::cover, "forward_would_loop",
     "Calls are not forwarded: the target is missing, called itself, or is one of our own lines."},
    {StepKind::cover, "outside_msp", "Outside coverage the provider takes it."},
    {StepKind::cover, "outside_held", "Outside coverage it waits for the next opening."},
    {StepKind::cover, "outside_message",
     "Outside coverage callers hear a message; the provider is told."},
    {StepKind::cover, "outside_voicemail", "Outside coverage callers may leave a voicemail."},
    {StepKind::cover, "outside_forward", "Outside coverage calls are forwarded to the provider."},
    {StepKind::cover, "outside_callback", "Outside coverage callers may ask for a callback."},

    {StepKind::place, "overflow", "Unusual volume: technicians of any location help."},
    {StepKind::place, "priority_connect", "{contact:0} has Priority Connect."},
    {StepKind::place, "msp_request", "A request by the provider's staff: queue {ref:0}."},
    {StepKind::place, "queue", "Queue {ref:0}."},
};

// Fills the placeholders of a sentence from what the decision was about.
class Reader {
 public:
  Reader(const Decision& decision, const Arrival* arrival, const Directory& directory,
         const RuleSet& rules)
      : decision_(decision), arrival_(arrival), directory_(directory), rules_(rules) {}

  std::string sentence(const Step& step) const {
    for (const auto& row : sentences)
      if (row.step == step.step && row.code == step.code) return fill(row.text, step);
    std::string text = step.code;  // a journal written by a newer program
    for (const auto& ref : step.refs) text.append(" ").append(ref);
    return text;
  }

 private:
  std::string fill(std::string_view text, const Step& step) const {
    std::string out;
    out.reserve(text.size() + 48);
    while (!text.empty()) {
      const auto open = text.find('{');
      out.append(text.substr(0, open));
      if (open == std::string_view::npos) break;
      const auto close = text.find('}', open);
      append(out, text.substr(open + 1, close - open - 1), step);
      text.remove_prefix(close + 1);
    }
    return out;
  }

  void append(std::string& out, std::string_view hole, const Step& step) const {
    if (hole == "who") return append_who(out);
    if (hole == "count") return void(out += std::to_string(step.refs.size()));
    if (hole == "time")
      return void(out += decision_.coverage ? decision_.coverage->local_time : "");
    if (hole == "review") {
      if (decision_.review_by) out.append(" by ").append(to_text(*decision_.review_by));
      return;
    }
    if (hole == "channel")
      return void(out += arrival_ ? name_of(arrival_->channel) : std::string_view("interaction"));
    const auto colon = hole.find(':');
    const auto kind = hole.substr(0, colon);
    const char index = hole[colon + 1];
    if (index == '-') return void(out += decision_.msp ? msp(*decision_.msp) : "The provider");
    const auto place = static_cast<std::size_t>(index - '0');
    if (place >= step.refs.size()) return;
    out += named(kind, step.refs[place]);
  }

  void append_who(std::string& out) const {
    if (!arrival_) return void(out += "The sender (facts erased)");
    const auto& phone = arrival_->from_phone;
    const auto* line = phone.empty() ? nullptr : rules_.lines.by_number(phone);
    if (line && line->private_) return void(out += "The caller");  // R225
    if (!phone.empty() && (arrival_->from_address.empty() || arrival_->channel == Channel::voice))
      return void(out += spoken(phone));
    out += arrival_->from_address.empty() ? "The sender" : arrival_->from_address;
  }

  std::string named(std::string_view kind, const std::string& id) const {
    if (kind == "contact") return contact(id);
    if (kind == "site") return site(id);
    if (kind == "row") return row(id);
    if (kind == "msp") return msp(id);
    if (kind == "company") {
      const auto* company = directory_.company(id);
      return company ? company->name : id;
    }
    if (kind == "staff") {
      const auto* staff = directory_.staff(id);
      return staff ? staff->name : id;
    }
    if (kind == "endpoint") {
      const auto* endpoint = directory_.endpoint(id);
      return endpoint && !endpoint->name.empty() ? endpoint->name : id;
    }
    if (kind == "plan") {
      const auto* plan = rules_.coverage.plan(id);
      return plan ? plan->title : id;
    }
    if (kind == "window") {
      const auto* window = rules_.coverage.window(id);
      return window ? window->title() : id;
    }
    return id;  // {line:…} among them: a line is shown by its id, never by a private number (R225)
  }

  std::string msp(const std::string& id) const {
    const auto* msp = directory_.msp(id);
    return msp ? msp->name : id;
  }

  std::string contact(const std::string& id) const {
    const auto* contact = directory_.contact(id);
    if (!contact) return id + " (erased)";
    std::string text = contact->first_name;
    if (!text.empty() && !contact->last_name.empty()) text += ' ';
    text += contact->last_name;
    if (text.empty()) text = id;
    const auto* entry = directory_.site(contact->site);
    return entry ? text + " at " + site(contact->site) : text;
  }

  std::string site(const std::string& id) const {
    const auto* entry = directory_.site(id);
    if (!entry) return id;
    const auto* company = directory_.company(entry->site.company);
    return company ? company->name + ", " + entry->site.name : entry->site.name;
  }

  std::string row(const std::string& id) const {
    const auto* row = rules_.spam.row(id);
    if (!row) return id;
    std::string text = id;
    text.append(" (").append(name_of(row->field));
    text.append(row->match == MatchKind::contains ? " contains \"" : " begins with \"");
    return text.append(row->phrase).append("\")");
  }

  const Decision& decision_;
  const Arrival* arrival_;
  const Directory& directory_;
  const RuleSet& rules_;
};

}  // namespace

void render(Decision& decision, const Arrival* arrival, const Directory& directory,
            const RuleSet& rules) {
  const Reader reader(decision, arrival, directory, rules);
  for (auto& step : decision.steps) step.says = reader.sentence(step);
}

}  // namespace frontdesk
