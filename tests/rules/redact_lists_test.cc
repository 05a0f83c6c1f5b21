// Several secrets under one label: lists, rows of a table; and labels in other places and
// languages.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "rules/redact/redact.h"

using namespace frontdesk;

namespace {

struct Shape {
  std::string text, left;  // the text with the marks in the secrets' places
};

const std::vector<Shape> lists{
    {"Passwords:\nann - Tr0ub4dor&3\nbob - Winter2026!\n",
     "Passwords:\n[redacted]\nbob - [redacted]\n"},
    {"Passwords:\r\n1. Tr0ub4dor&3\r\n2. Winter2026!\r\n3. monday\r\n\r\nThanks",
     "Passwords:\r\n[redacted]\r\n2. [redacted]\r\n3. [redacted]\r\n\r\nThanks"},
    {"The passwords are as follows:\n\n* ann: Tr0ub4dor\n\n* bob: sunshine\n\nBest, Carl",
     "The passwords are as follows:\n\n* [redacted]\n\n* bob: [redacted]\n\nBest, Carl"},
    {"> Backup passphrases:\n> - violet9!x\n> - srv2: correct horse battery staple\n> Thanks",
     "> Backup passphrases:\n> [redacted]\n> - srv2: [redacted]\n> Thanks"},
    {"Passwords for the new staff:\nann.lee@acme.example\tTr0ub4dor\nbob\thunter2x\n",
     "Passwords for the new staff:\n[redacted]\t[redacted]\nbob\t[redacted]\n"},
    {"Here are the passwords\n\nann / Tr0ub4dor\nbob / hunter2x\n",
     "Here are the passwords\n\nann / [redacted]\nbob / [redacted]\n"},
    {"Passwords:\n[redacted]\nbob = hunter2", "Passwords:\n[redacted]\nbob = [redacted]"},
    {"Passwords: Tr0ub4dor, hunter2x and Winter2026!",
     "Passwords: [redacted], [redacted] and [redacted]"},
    {"the passwords are Tr0ub4dor and hunter2x.", "the passwords are [redacted] and [redacted]."},
    {"Passwords: ann - Tr0ub4dor, bob - hunter2x", "Passwords: [redacted], bob - [redacted]"},
    {"Credentials:\nann / Tr0ub4dor\nbob:hunter2x",
     "Credentials:\nann / [redacted]\nbob:[redacted]"},
    {"PINs:\nAlarm: 4821\nDoor: 77120\n", "PINs:\nAlarm: [redacted]\nDoor: [redacted]\n"},
    {"Recovery keys:\nPC1: ABCD-EFGH-1234\nPC2: JKLM-NPQR-5678",
     "Recovery keys:\n[redacted]\nPC2: [redacted]"},
    {"Passw\u00f6rter:\nann: Sommer26x\nbob: Winter26x",
     "Passw\u00f6rter:\n[redacted]\nbob: [redacted]"},
    {"Mots de passe :\n- ann : soleil9x\n- bob : neige26x",
     "Mots de passe :\n[redacted]\n- bob : [redacted]"},
    {"Wachtwoorden:\nann: zomer26x\nbob: winter26x", "Wachtwoorden:\n[redacted]\nbob: [redacted]"},
};

const std::vector<Shape> tables{
    {"User\tPassword\tServer\nann\tTr0ub4dor\tnas\nbob\thunter2x\tnas\n",
     "User\tPassword\tServer\nann\t[redacted]\tnas\nbob\t[redacted]\tnas\n"},
    {"| User | Password |\n|------|----------|\n| ann | Tr0ub4dor |\n| bob | hunter2x |",
     "| User | Password |\n|------|----------|\n| ann | [redacted] |\n| bob | [redacted] |"},
    {"Passphrase | Job\ngrey horse battery | nightly\nviolet | weekly\n",
     "Passphrase | Job\n[redacted] | nightly\n[redacted] | weekly\n"},
    {"User      Password     Site\nann       Tr0ub4dor    York\nbob       hunter2x     Leeds\n",
     "User      Password     Site\nann       [redacted]    York\nbob       [redacted]     Leeds\n"},
    {"name,url,password\nann,nas.example,Tr0ub4dor\nbob,nas.example,hunter2x\n",
     "name,url,password\n[redacted]\nbob,nas.example,[redacted]\n"},
    {"\"name\";\"password\"\n\"ann\";\"Tr0ub4dor\"\n",
     "\"name\";\"password\"\n\"ann\";\"[redacted]\"\n"},
    {"User Password\nann Tr0ub4dor\nbob hunter2x\n",  // as an HTML table reads
     "User Password\nann [redacted]\nbob [redacted]\n"},
    {"Alarm\tPIN\nFront\t4821\nBack\t77120", "Alarm\tPIN\nFront\t[redacted]\nBack\t[redacted]"},
    {"Encryption passphrase\tcorrect horse battery staple", "Encryption passphrase\t[redacted]"},
    {"| Backup passphrase | correct horse battery staple |", "| Backup passphrase | [redacted] |"},
};

const std::string keys = "123456 234567 345678 456789 567890 678901 789012 890123";

const std::vector<Shape> others{
    {"BitLocker: " + keys, "BitLocker: [redacted]"},
    {"Bitlocker key " + keys + " for PC1", "Bitlocker key [redacted] for PC1"},
    {"the key is 123456-234567-345678-456789-567890-678901-789012-890123.",
     "the key is [redacted]."},
    {"password \u2192 hunter2x", "password \u2192 [redacted]"},
    {"Password \u27a1\ufe0f hunter2x", "Password \u27a1\ufe0f [redacted]"},
    {"Password --> hunter2x", "Password --> [redacted]"},
    {"password \U0001f449 hunter2x", "password \U0001f449 [redacted]"},
    {"Backup passphrase \u21d2 correct horse battery", "Backup passphrase \u21d2 [redacted]"},
    {"Tr0ub4dor&3 is the backup password", "[redacted] is the backup password"},
    {"and hunter2x is our new password.", "and [redacted] is our new password."},
    {"\"open sesame\" is the backup passphrase, keep it",
     "\"[redacted]\" is the backup passphrase, keep it"},
    {"Hi,\ncorrect horse battery staple is the backup passphrase\n",
     "Hi,\n[redacted] is the backup passphrase\n"},
    {"Sommer26x ist das Passwort", "[redacted] ist das Passwort"},
    {"The password? hunter2x", "The password? [redacted]"},
    {"<password>hunter2</password>", "<password>[redacted]</password>"},
    {"<backupPassword>correct horse</backupPassword>",
     "<backupPassword>[redacted]</backupPassword>"},
    {"<a:passphrase>correct horse</a:passphrase><b>x</b>",
     "<a:passphrase>[redacted]</a:passphrase><b>x</b>"},
    {"<add key=\"password\" value=\"hunter2\"/>", "<add key=\"password\" value=\"[redacted]\"/>"},
    {"<input name='db_password' value='hunter2'>", "<input name='db_password' value='[redacted]'>"},
    {"{\\\"password\\\":\\\"hunter2\\\"}", "{\\\"password\\\":\\\"[redacted]\"}"},
    {"PGPASSWORD=hunter2", "PGPASSWORD=[redacted]"},
    {"user/password ann / hunter2x", "user/password ann / [redacted]"},
    {"User/Pass: ann / hunter2x", "User/Pass: ann / [redacted]"},
    {"Mot de passe de sauvegarde : soleil bleu", "Mot de passe de sauvegarde : [redacted]"},
    {"Le mot de passe de la sauvegarde est soleil9",
     "Le mot de passe de la sauvegarde est [redacted]"},
    {"Mot de passe du serveur : soleil9", "Mot de passe du serveur : [redacted]"},
    {"phrase de passe : cheval correct pile", "phrase de passe : [redacted]"},
    {"Cl\u00e9 de r\u00e9cup\u00e9ration : ABCD-EFGH-1234",
     "Cl\u00e9 de r\u00e9cup\u00e9ration : [redacted]"},
    {"Sicherungspasswort: blauer Mond", "Sicherungspasswort: [redacted]"},
    {"Backup-Kennwort: blauer Mond", "Backup-Kennwort: [redacted]"},
    {"Das Passwort f\u00fcr das Backup lautet Sommer26",
     "Das Passwort f\u00fcr das Backup lautet [redacted]"},
    {"Verschl\u00fcsselungspasswort: Mond", "Verschl\u00fcsselungspasswort: [redacted]"},
    {"Wiederherstellungsschl\u00fcssel: ABCD-EFGH-1234",
     "Wiederherstellungsschl\u00fcssel: [redacted]"},
    {"Ihr Zugangspasswort: Sommer26", "Ihr Zugangspasswort: [redacted]"},
    {"Backupwachtwoord: blauwe maan", "Backupwachtwoord: [redacted]"},
    {"back-up wachtwoord is zomer26", "back-up wachtwoord is [redacted]"},
    {"herstelsleutel: ABCD-EFGH-1234", "herstelsleutel: [redacted]"},
    {"Contrase\u00f1a de la copia de seguridad: luna azul",
     "Contrase\u00f1a de la copia de seguridad: [redacted]"},
    {"contrasena: luna9", "contrasena: [redacted]"},
    {"clave: luna2026", "clave: [redacted]"},
    {"frase de contrase\u00f1a: luna azul", "frase de contrase\u00f1a: [redacted]"},
};

const std::vector<std::string> talk{
    "Passwords:\nPlease reset all of them.\nThanks, Ann",
    "Passwords\n\nServer2 is down too",
    "Our passwords expired:\nann and bob cannot log in",
    "Passwords:\nann: expired\nbob: reset needed\ncarl: locked",
    "We need to talk about passwords.\n1. Who keeps them?\n2. Where are they stored?",
    "I manage the passwords\nann@acme.example\nAcme Ltd\n+1 212 555 0142",
    "Both passwords\nThanks\nAnn - Acme Dental",
    "the passwords are weak and old",
    "Passwords: please call me, bob knows",
    "User\tPassword\tMFA\nann\texpired\tyes\nbob\tchanged\tno\n",
    "| User | Password |\n|---|---|\n| ann | yes |\n| bob | no |",
    "Wrong password\nServer two",
    "Reset password\nThanks Ann1234",
    "Password reset\nOffice365 account",
    "user, password, and so on\nThanks, Ann1234",
    "User\tPassword last set\nann\t2026-01-01\n",
    "BitLocker: on",
    "BitLocker: laptop stuck at boot, ticket 482137",
    "100001 100002 100003 100004 100005 100006 100007 100008",
    "Settings \u2192 Password \u2192 Change",
    "Account --> Password --> Reset",
    "Monday is the password deadline",
    "1Password is the password manager that we use",
    "hunter2x is the password owner",
    "What is the backup password",
    "The server is the backup password vault",
    "user1234 is the login, not the password",
    "Forgot password? Call us",
    "Forgot password? Office365",
    "<password></password>",
    "Enter <password> and press OK",
    "mysql -p <password> mydb2",
    "<input type=\"password\" name=\"x\">",
    "Le mot de passe est perdu.",
    "Das Passwort ist abgelaufen.",
    "Mein Passwort funktioniert nicht",
    "Het wachtwoord is verlopen.",
    "La contrase\u00f1a es incorrecta.",
    "Secret: meeting on Monday",
    "const {\n  publicKey,\n  privateKey,\n} = make({\n  modulusLength: 4096,\n});",
    "[pre-shared keys]:\n[RFC 2246]: https://rfc.example/2246\n[`tls.connect()`]: #tls_connect_2",
    "Es clave: hay que llamar",
    "user/password page is down",
    "The user / password screen hangs on PC12",
};

std::size_t marks_in(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(redacted_mark); at != text.npos; at = text.find(redacted_mark, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("R189: each line under a label of several, a column under one, and labels elsewhere") {
  for (const auto& list : {lists, tables, others})
    for (const auto& shape : list) {
      CAPTURE(shape.text);
      const auto done = redact(shape.text);
      CHECK(done.text == shape.left);
      CHECK(done.count + marks_in(shape.text) == marks_in(shape.left));
      CHECK(redact(done.text).count == 0);
      CHECK(redact("Hi,\n\n" + shape.text + "\n\nAfter\n").text ==
            "Hi,\n\n" + shape.left + "\n\nAfter\n");
    }
}

TEST_CASE("R189: talk that looks like such lists and labels stays whole") {
  for (const auto& text : talk) {
    CAPTURE(text);
    CHECK(redact(text).text == text);
    CHECK(redact("Hi,\n\n" + text + "\n\nAfter\n").count == 0);
  }
}

TEST_CASE("R189: a list of a thousand secrets is one") {
  std::string text = "Passwords:\n", left = text;
  for (int i = 0; i < 1'000; ++i) {
    text += "- user" + std::to_string(i) + ": hunter" + std::to_string(i) + "x\n";
    left += i == 0 ? "[redacted]\n" : "- user" + std::to_string(i) + ": [redacted]\n";
  }
  CHECK(redact(text).text == left);
}

TEST_CASE(
    "R189: 4 MB of lists and tables, in one line or in many, cost no more than their length") {
  for (const std::string part : {"passwords:\n",
                                 "passwords:\na - b2cdef\n",
                                 "passwords: a, b2cdef and ",
                                 "passwords\n\n",
                                 "passwords: ",
                                 "a\tpassword\n",
                                 "password\t",
                                 "| password ",
                                 "| a | password |\n",
                                 "password,a\n",
                                 "password  ",
                                 "user password\n",
                                 "a is the password ",
                                 "a9bcdef is the password\n",
                                 "<password>",
                                 "<password>a</",
                                 "password value=\"",
                                 "bitlocker: 123456 ",
                                 "password \u2192 ",
                                 "passphrase\ta b c d ",
                                 "user/password a / ",
                                 "pins:\n1: 4821\n",
                                 "Sicherungspasswort: a "}) {
    CAPTURE(part);
    std::string text;
    while (text.size() < 4'000'000) text += part;
    CHECK(redact(text).text.size() <= text.size() + 11 * (text.size() / part.size() + 1));
  }
}
