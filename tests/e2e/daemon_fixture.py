"""Starts the real frontdeskd on free ports in a folder of its own, with the demo's rules, and speaks
to it as the world does: SMTP, HTTP, the command line, signals.
"""
import http.client
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time

from frontdesk_cli import FRONTDESK, SOURCE, frontdesk

FRONTDESKD = os.path.join(os.path.dirname(FRONTDESK), "frontdeskd")
DEMO = os.path.join(SOURCE, "packaging", "demo")
DIRECTORY = os.path.join(DEMO, "directory.json")
sys.path.insert(0, DEMO)

from mails import MAILS  # noqa: E402  (of the demo)
from send import send  # noqa: E402

PATIENCE = 60  # seconds; only ever used up where something is broken
CONFIG = """
[store]
path = "store"
min_free_bytes = 16777216
[rules]
path = "rules"
[smtp]
listen = ["127.0.0.1:0"]
hostname = "frontdesk.test.example"
[http]
listen = ["127.0.0.1:0"]
[admin]
socket = "admin.sock"
[threads]
keys = ["thread.key"]
"""


class NotStarted(AssertionError):
    pass


def free_port():
    """For a daemon that must have the same port after a restart, and for other servers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """`before` is put before the command: a tracer."""

    def __init__(self, config=CONFIG, before=()):
        self.folder = tempfile.mkdtemp(prefix="fd-")
        self.before = list(before)
        self.process = None
        self.ports = {}
        self.runs = 0
        self._tokens = {}
        self.rules = os.path.join(self.folder, "rules")
        self.store = os.path.join(self.folder, "store")
        self.socket = os.path.join(self.folder, "admin.sock")
        shutil.copytree(os.path.join(SOURCE, "rules", "default"), self.rules)
        with open(os.path.join(DEMO, "lines.toml"), encoding="utf-8") as file:
            self.append_rules("lines.toml", file.read())
        self.write("frontdesk.toml", config)
        self.write("thread.key", "0123456789abcdef" * 4)
        os.chmod(os.path.join(self.folder, "thread.key"), 0o600)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def append_rules(self, name, text):
        with open(os.path.join(self.rules, name), "a", encoding="utf-8") as file:
            file.write(text)

    def allow_one_sender(self):
        """Few senders write everything in a load; the guard against storms (X4) would call it one."""
        path = os.path.join(self.rules, "spam-filter.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        before, after = ('sign = "sender_rate"\nenabled = ' + word for word in ("true", "false"))
        if before not in text:
            raise AssertionError("the rules that ship have no guard that is on for sender_rate")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(before, after))

    # Its life.

    @property
    def command(self):
        return [FRONTDESKD, "--config", os.path.join(self.folder, "frontdesk.toml")]

    @property
    def log_path(self):
        return os.path.join(self.folder, "log.%d" % self.runs)

    def begin(self):
        self.runs += 1
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(self.before + self.command, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)

    def start(self):
        self.begin()
        self.wait_for("DAEMON_READY")
        self.ports = {line["protocol"]: int(line["port"]) for line in self.log()
                      if line["event"] == "LISTENING" and "port" in line}
        return self

    def log(self):
        """The complete lines so far; what is not JSON is no line of the log."""
        with open(self.log_path, encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def wait_for(self, event):
        """Until the log has a line of this kind: the ports are in it, so nobody has to guess them."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            if any(line["event"] == event for line in self.log()):
                return
            if ended:
                break
            time.sleep(0.01)
        with open(self.log_path, encoding="utf-8") as file:
            raise NotStarted("no %s; the log:\n%s" % (event, file.read()))

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill9(self):
        self.process.kill()
        return self.wait()

    def wait(self):
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def restart(self):
        code = self.stop()
        if code != 0:
            raise AssertionError("it ended with %d" % code)
        return self.start()

    def close(self):
        if self.process is not None:
            self.kill9()
        shutil.rmtree(self.folder, ignore_errors=True)

    # Speaking to it.

    @property
    def smtp_address(self):
        return "127.0.0.1:%d" % self.ports["smtp"]

    def smtp(self):
        return smtplib.SMTP("127.0.0.1", self.ports["smtp"], local_hostname="test.example",
                            timeout=PATIENCE)

    def send(self, mails):
        """Arrival ids by the mails' names."""
        return dict(zip([mail.name for mail in mails], send(self.smtp_address, mails)))

    def send_demo(self):
        return self.send(MAILS)

    def cli(self, verb, *arguments, stdin=None):
        return frontdesk(verb, *arguments, "--socket", self.socket, stdin=stdin)

    def cli_json(self, verb, *arguments):
        run = self.cli(verb, *arguments, "--json")
        if run.returncode != 0:
            raise AssertionError("%s: %s" % (verb, run.stderr))
        return json.loads(run.stdout)

    def load_directory(self):
        run = self.cli("import", DIRECTORY)
        if run.returncode != 0:
            raise AssertionError(run.stdout + run.stderr)

    def token(self, role, msp=""):
        if (role, msp) not in self._tokens:
            of_msp = ("--msp", msp) if msp else ()
            made = self.cli_json("token", "create", "--role", role, "--name", "test", *of_msp)
            self._tokens[role, msp] = made["token"]
        return self._tokens[role, msp]

    def http(self, method, path, body=None, token=None, headers=None):
        """(status, body): the body as JSON or text where it says that it is, else as bytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["http"], timeout=PATIENCE)
        try:
            headers = dict(headers or {})
            if token:
                headers["Authorization"] = "Bearer " + token
            if body is not None and not isinstance(body, (bytes, str)):
                body = json.dumps(body)
                headers.setdefault("Content-Type", "application/json")
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            data, kind = answer.read(), answer.getheader("Content-Type", "")
            if "json" in kind and data:
                data = json.loads(data)
            elif kind.startswith("text/"):
                data = data.decode()
            return answer.status, data
        finally:
            connection.close()

    def get(self, path, token=None):
        status, body = self.http("GET", path, token=token or self.token("admin"))
        if status != 200:
            raise AssertionError("%s: %d %s" % (path, status, body))
        return body

    def listed(self, path, token=None):
        """Every item of a list, following its cursor."""
        items, cursor = [], ""
        while True:
            sign = "&" if "?" in path else "?"
            page = self.get(path + (sign + "cursor=" + cursor if cursor else ""), token)
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return items

    def arrival(self, arrival_id):
        return self.get("/v1/arrivals/" + arrival_id)

    def metrics(self):
        """Every sample of /metrics, by its name with labels as they are written."""
        samples = {}
        for line in self.get("/metrics").splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                samples[name] = float(value)
        return samples

    def listed_journal(self):
        """Every line of the journal."""
        items, after = [], 1
        while True:
            page = self.get("/v1/journal?limit=500&from=%d" % after)
            if not page["items"]:
                return items
            items += page["items"]
            after = page["next"]

    def files_with(self, text):
        """The files of the store's folder, and the logs, that have these bytes."""
        found = []
        for where, _, names in os.walk(self.folder):
            for name in names:
                try:
                    with open(os.path.join(where, name), "rb") as file:
                        if text.encode() in file.read():
                            found.append(name)
                except (FileNotFoundError, OSError):
                    pass  # what RocksDB replaced a moment ago, or a socket
        return found
