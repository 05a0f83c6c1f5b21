// The catalogue of log messages: id, level, text, and what an operator does about it.
#include <vector>

#include "daemon/log.h"

namespace frontdesk {
namespace say {

using enum LogLevel;

const LogMessage started{"DAEMON_STARTED", info, "the daemon begins", ""};
const LogMessage ready{"DAEMON_READY", info, "listeners and store are up", ""};
const LogMessage stopping{"DAEMON_STOPPING", info, "no new work is taken, open work ends", ""};
const LogMessage stopped{"DAEMON_STOPPED", info, "the daemon ends", ""};
const LogMessage listening{"LISTENING", info, "takes connections", ""};
const LogMessage store_opened{"STORE_OPENED", info, "the store is open", ""};
const LogMessage store_mended{
    "STORE_MENDED", warning, "the end of the log was torn and has been mended",
    "Expected after a power loss. Nothing that was acknowledged is missing. If it comes back "
    "without one, check the disk."};
const LogMessage store_refused{
    "STORE_REFUSED", error, "the store cannot be opened",
    "Do what the reason says. Keep a copy of the folder before any repair."};
const LogMessage store_sick{
    "STORE_SICK", error, "the store takes nothing new; senders are told to come again",
    "Free space on its file system, or look at the kernel's log for disk errors."};
const LogMessage store_well{"STORE_WELL", info, "the store takes new work again", ""};
const LogMessage shedding_began{
    "SHEDDING_BEGAN", error, "too much for too long: new work is refused at the door",
    "It ends by itself once the store has been well for a while. Look at "
    "what the reason names: the disk's speed and space, or who sends so much."};
const LogMessage shedding_ended{"SHEDDING_ENDED", info, "new work is taken again", ""};
const LogMessage reads_failed{"READS_FAILED", error,
                              "the store could not be read somewhere; who asked was told so",
                              "Look at the kernel's log for disk errors. Where the reason comes "
                              "again with a good disk, restore a backup."};
const LogMessage rules_loaded{"RULES_LOADED", info, "a rule set is in force", ""};
const LogMessage rules_refused{
    "RULES_REFUSED", error, "the rule files have faults; the old rules stay in force",
    "Mend the files that are named and reload. `frontdesk check` shows the same faults."};
const LogMessage rules_warning{"RULES_WARNING", warning, "a rule file has something odd",
                               "Read the place that is named; the rules are in force as they are."};
const LogMessage config_refused{"CONFIG_REFUSED", error, "the configuration has faults",
                                "Mend the file; `frontdeskd --check-config` shows all of them."};
const LogMessage certificate_loaded{"CERTIFICATE_LOADED", info,
                                    "new connections use this certificate", ""};
const LogMessage certificate_refused{
    "CERTIFICATE_REFUSED", error, "the certificate cannot be used; the old one stays",
    "Check that certificate and key belong together and may be read."};
const LogMessage arrival_decided{"ARRIVAL_DECIDED", info, "an arrival is durable", ""};
const LogMessage arrival_duplicate{"ARRIVAL_DUPLICATE", info,
                                   "the same came in before and is kept once", ""};
const LogMessage review_done{"REVIEW_DONE", info,
                             "somebody looked at watched mail and left it in quarantine", ""};
const LogMessage review_overdue{
    "REVIEW_OVERDUE", warning, "watched mail has waited for a look longer than it may",
    "Read it with `frontdesk arrivals show`, then `arrivals release` or `arrivals confirm` it."};
const LogMessage purge_done{"PURGE_DONE", info, "what was erased has left the disk", ""};
const LogMessage purge_put_off{
    "PURGE_PUT_OFF", info, "the daemon ends; what was erased leaves the disk after its start", ""};
const LogMessage purge_failed{
    "PURGE_FAILED", warning, "what was erased is still on the disk",
    "Tried again every hour, also after a restart. Free space if the reason asks for it."};
const LogMessage backup_begun{"BACKUP_BEGUN", info, "a backup of the store begins", ""};
const LogMessage backup_done{"BACKUP_DONE", info, "a backup was made and read back", ""};
const LogMessage backup_failed{"BACKUP_FAILED", error,
                               "no backup was made; those from before are as they were",
                               "Do what the reason says and make another: `frontdesk backup`."};
const LogMessage store_upgrading{
    "STORE_UPGRADING", info, "the store is brought up to date; mail is taken when that is done",
    "A stop does no harm: the next start goes on with it. An older frontdesk can no longer open "
    "this store."};
const LogMessage store_upgraded{"STORE_UPGRADED", info, "the store is up to date", ""};
const LogMessage daemon_failed{"DAEMON_FAILED", error, "the daemon cannot start",
                               "Do what the reason says; `frontdeskd --check-config` finds most."};
const LogMessage mail_refused{"MAIL_REFUSED", info, "a mail or command was refused", ""};
const LogMessage connection_refused{
    "CONNECTION_REFUSED", warning, "a connection was refused or cut",
    "Harmless where it is rare. Raise the limit that is named where it hits honest senders."};
const LogMessage http_answered{"HTTP_ANSWERED", debug, "a request was answered", ""};
const LogMessage http_fault{"HTTP_FAULT", error, "a request met a fault of the daemon",
                            "Report it with this line."};
const LogMessage token_made{"TOKEN_MADE", info, "a token was made", ""};
const LogMessage token_revoked{"TOKEN_REVOKED", info, "a token was revoked", ""};
const LogMessage directory_changed{"DIRECTORY_CHANGED", info, "the directory was edited", ""};
const LogMessage directory_claim{
    "DIRECTORY_CLAIM", warning,
    "a record has a number or an address that another MSP has on file, or one in its mail domain",
    "One of the two may be mistaken or lie: ask both. On lines that all share such an address or "
    "number names nobody, unless its domain is registered with one of them."};
const LogMessage store_readable{
    "STORE_READABLE", warning, "others on this machine may open the store's folder",
    "It holds mails, names and numbers. Take their rights away: `chmod 0700` on the folder."};
const LogMessage http_in_clear{
    "HTTP_IN_CLEAR", warning,
    "the API listens on a network without TLS: tokens and mails go over it in clear",
    "Set `tls = true` in [http] with a certificate in [tls], or listen on 127.0.0.1 alone, behind "
    "a proxy that does TLS."};
const LogMessage mailbox_read{"MAILBOX_READ", info,
                              "a mailbox is open and read up to its last mail", ""};
const LogMessage mailbox_failed{"MAILBOX_FAILED", warning,
                                "a mailbox cannot be read for now; its mails wait where they are",
                                "Do what the line says; it is tried again by itself."};
const LogMessage mailbox_mail_parked{
    "MAILBOX_MAIL_PARKED", warning, "a mail cannot be taken in and stays in its mailbox",
    "Look at it in the mailbox: its UID is named. It is not asked for again."};
const LogMessage mailbox_renewed{
    "MAILBOX_RENEWED", warning,
    "a mailbox's folder is another one under the same name (UIDVALIDITY): it is read from its "
    "start",
    "Expected after a move or a restore of the mail server. What is known already is not taken in "
    "twice."};
const LogMessage mailbox_untidy{
    "MAILBOX_UNTIDY", warning,
    "mails that were taken in could not be moved or flagged; they stay where they are",
    "Do what the line says; it is tried again with the next connection."};
const LogMessage watchdog_silent{"WATCHDOG_SILENT", error,
                                 "a part of the daemon does not answer; systemd will restart it",
                                 "If it happens again, report it with the lines before."};
const LogMessage fault{"FAULT", error, "a fault of the daemon", "Report it with this line."};

}  // namespace say

std::span<const LogMessage> log_messages() {
  using namespace say;
  static const std::vector<LogMessage> all{started,
                                           ready,
                                           stopping,
                                           stopped,
                                           listening,
                                           store_opened,
                                           store_mended,
                                           store_refused,
                                           shedding_began,
                                           shedding_ended,
                                           reads_failed,
                                           store_sick,
                                           store_well,
                                           rules_loaded,
                                           rules_refused,
                                           rules_warning,
                                           config_refused,
                                           certificate_loaded,
                                           certificate_refused,
                                           arrival_decided,
                                           mail_refused,
                                           connection_refused,
                                           http_answered,
                                           http_fault,
                                           token_made,
                                           token_revoked,
                                           directory_changed,
                                           directory_claim,
                                           store_readable,
                                           http_in_clear,
                                           watchdog_silent,
                                           review_done,
                                           review_overdue,
                                           purge_done,
                                           purge_put_off,
                                           purge_failed,
                                           backup_begun,
                                           backup_done,
                                           backup_failed,
                                           store_upgrading,
                                           store_upgraded,
                                           mailbox_read,
                                           mailbox_failed,
                                           mailbox_mail_parked,
                                           mailbox_renewed,
                                           mailbox_untidy,
                                           fault};
  return all;
}

}  // namespace frontdesk
