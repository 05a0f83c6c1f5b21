"""A real Dovecot on free ports, in a folder of its own, with a certificate of its own."""
import base64
import glob
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import shutil
import signal
import ssl
import subprocess
import tempfile
import time

from daemon_fixture import PATIENCE, free_port

PASSWORD = "s3cret of the desk"
TOKEN_KEY = b"0123456789abcdef0123456789abcdef"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0

default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
mail_max_userip_connections = 100
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
protocol imap {{
  imap_capability = {capability}
  imap_idle_notify_interval = 2 mins
}}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


def missing():
    """Why this cannot run here; "" where it can."""
    for program in ("dovecot", "doveadm", "openssl"):
        if not shutil.which(program) and not os.path.exists("/usr/sbin/" + program):
            return "no %s: packaging/deps.sh installs it" % program
    return ""


class Dovecot:
    """`capability`: what it says to offer, "" for all; to leave out IDLE, MOVE or others."""

    def __init__(self, capability=""):
        self.folder = tempfile.mkdtemp(prefix="dc-")
        os.chmod(self.folder, 0o755)
        self.imap, self.imaps = free_port(), free_port()
        self.process = None
        root = os.getuid() == 0
        mail = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        me = mail.pw_name if not root else None
        self.uid, self.gid = mail.pw_uid, mail.pw_gid
        values = {"folder": self.folder, "imap": self.imap, "imaps": self.imaps, "uid": self.uid,
                  "gid": self.gid, "login_user": me or "dovenull", "internal_user": me or "dovecot",
                  "internal_group": grp.getgrgid(self.gid).gr_name if me else "dovecot",
                  "capability": capability}
        self.write("dovecot.conf", CONFIG.format(**values))
        self.write("oauth2.conf", OAUTH2.format(**values))
        self.users({"desk": PASSWORD, "other": PASSWORD})
        self.write("keys/default/HS256/default", base64.b64encode(TOKEN_KEY).decode())
        os.makedirs(os.path.join(self.folder, "mail"))
        os.chown(os.path.join(self.folder, "mail"), self.uid, self.gid)
        self.make_certificate()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def users(self, passwords, expired=()):
        """Dovecot reads the file anew where it changed. `expired`: those of whom it says so."""
        lines = ["%s:{PLAIN}%s::::::%s" % (user, password,
                                           "expired=yes reason=expired" if user in expired else "")
                 for user, password in passwords.items()]
        self.write("users", "\n".join(lines) + "\n")

    def make_certificate(self):
        self.certificate = os.path.join(self.folder, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", os.path.join(self.folder, "key.pem"), "-out", self.certificate],
                       check=True, capture_output=True)

    @property
    def config(self):
        return os.path.join(self.folder, "dovecot.conf")

    def start(self):
        dovecot = shutil.which("dovecot") or "/usr/sbin/dovecot"
        with open(os.path.join(self.folder, "out"), "wb") as out:
            self.process = subprocess.Popen([dovecot, "-F", "-c", self.config],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                self.login().logout()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError("no Dovecot: " + self.said()[-4000:])

    def said(self):
        text = ""
        for name in ("out", "dovecot.log"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    text += file.read()
        return text

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
            self.process = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What a person or another program does with it.

    def login(self, user="desk", password=PASSWORD):
        client = imaplib.IMAP4("127.0.0.1", self.imap, timeout=PATIENCE)
        client.login(user, password)
        return client

    def doveadm(self, *arguments, stdin=None):
        run = subprocess.run(["doveadm", "-c", self.config, *arguments], input=stdin,
                             capture_output=True, check=False)
        if run.returncode != 0:
            raise AssertionError("doveadm %s: %s" % (" ".join(arguments), run.stderr.decode()))
        return run.stdout.decode()

    def put(self, *mails, user="desk", folder="INBOX", flags=None):
        client = self.login(user)
        try:
            for mail in mails:
                code, said = client.append('"%s"' % folder, flags, None, mail)
                if code != "OK":
                    raise AssertionError(str(said))
        finally:
            client.logout()

    def look(self, user="desk", folder="INBOX"):
        """[(uid, flags, Message-ID)] of a folder, by the server's own tool, which sets nothing."""
        out = self.doveadm("-f", "json", "fetch", "-u", user, "uid flags hdr.message-id", "mailbox",
                           folder, "all")
        return [(int(row["uid"]), row["flags"], row["hdr.message-id"].strip())
                for row in json.loads(out)]

    def file_of(self, folder, text, user="desk"):
        """The file of the mail that has this text."""
        top = os.path.join(self.folder, "mail", user, "Maildir", folder and "." + folder)
        for path in glob.glob(os.path.join(top, "[cn]*", "*")):
            with open(path, "rb") as file:
                if text.encode() in file.read():
                    return path
        raise AssertionError("no mail with " + text)


def access_token(user="desk", lives=3600):
    """As an identity provider signs it; Dovecot checks signature and expiry itself."""
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
    now = int(time.time())
    text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(
        {"email": user, "sub": user, "iat": now - 10, "nbf": now - 10, "exp": now + lives})
    sign = hmac.new(TOKEN_KEY, text, hashlib.sha256).digest()
    return (text + b"." + base64.urlsafe_b64encode(sign).rstrip(b"=")).decode()


def trusting(certificate):
    return ssl.create_default_context(cafile=certificate)
