"""The servers that are measured beside each other, each started on a free port in a folder of its own
and ended by its own process number: the daemon with its whole job, Postfix that holds what it takes,
a bare probe of the daemon's design, and Postfix's sink that keeps nothing.
"""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.setdefault("FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(HERE)))
BUILD = os.environ.get("BUILD", os.path.join(SOURCE, "build", "release"))
os.environ.setdefault("FRONTDESK_BIN", os.path.join(BUILD, "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon, free_port  # noqa: E402

SENDER = "finn@brightside.example"  # a contact of a site that is covered round the clock
LINE = "support@harbor.example"
TICKS = os.sysconf("SC_CLK_TCK")


def wait_for_port(port, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("nothing listens on port %d after %d seconds" % (port, seconds))


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        try:
            with open("/proc/%d/stat" % pid, encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def peak_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


class Server:
    """`port` to send to, `pids` whose time is counted."""

    name = ""
    recipient = LINE

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fd-bench-")
        self.port = free_port()
        self.process = None

    def run(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def pids(self):
        return [self.process.pid]

    def peak(self):
        return peak_mib(self.process.pid)

    def syncs(self):
        return None

    def close(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Probe(Server):
    name = "probe"

    def __init__(self):
        super().__init__()
        self.run(os.path.join(BUILD, "tests", "accept_probe"), str(self.port),
                 os.path.join(self.folder, "store"))


class Sink(Server):
    name = "smtp-sink"

    def __init__(self):
        super().__init__()
        self.run("smtp-sink", "-u", "postfix", "127.0.0.1:%d" % self.port, "1024")


class Postfix(Server):
    """An instance of its own. Every mail is written to the hold queue, and stays there."""

    name = "postfix"
    recipient = "someone@bench.example"

    def __init__(self):
        super().__init__()
        os.chmod(self.folder, 0o755)
        config, queue, data = (os.path.join(self.folder, part) for part in ("etc", "queue", "data"))
        os.makedirs(config)
        os.makedirs(queue)
        os.makedirs(data)
        shutil.chown(data, "postfix")
        with open(os.path.join(config, "main.cf"), "w", encoding="utf-8") as file:
            file.write("\n".join([
                "compatibility_level = 3.6", "queue_directory = " + queue,
                "data_directory = " + data, "myhostname = bench.example",
                "mydestination = bench.example", "inet_interfaces = 127.0.0.1",
                "inet_protocols = ipv4", "local_recipient_maps =", "mynetworks = 127.0.0.0/8",
                "smtpd_client_restrictions = static:HOLD",
                "smtpd_client_connection_count_limit = 0", "default_process_limit = 300",
                "smtputf8_enable = no", "maillog_file = " + os.path.join(self.folder, "log"),
                "maillog_file_prefixes = " + self.folder, ""]))
        with open("/etc/postfix/master.cf", encoding="utf-8") as file:
            services = [line for line in file if not line.startswith("smtp      inet")]
        with open(os.path.join(config, "master.cf"), "w", encoding="utf-8") as file:
            file.write("127.0.0.1:%d inet n - n - - smtpd\n" % self.port)
            file.write("postlog unix-dgram n - n - 1 postlogd\n")
            file.writelines(line for line in services if not line.startswith("postlog"))
        self.config = config
        subprocess.run(["postfix", "-c", config, "start"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def master(self):
        with open(os.path.join(self.folder, "queue", "pid", "master.pid"), encoding="ascii") as file:
            return int(file.read())

    def pids(self):
        master = self.master()
        children = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True)
        return [master] + [int(pid) for pid in children.stdout.split()]

    def peak(self):
        return sum(peak_mib(pid) for pid in self.pids())

    def close(self):
        subprocess.run(["postfix", "-c", self.config, "stop"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        super().close()


class Frontdesk(Server):
    """The whole job: limits, MIME, all rows, recognition, routing, journal, ticket, log, metrics."""

    name = "frontdesk"

    def __init__(self):
        super().__init__()
        config = CONFIG + '[smtp.limits]\nconnections_per_address = 1000\nconnections = 2000\n'
        self.daemon = Daemon(config)
        self.daemon.allow_one_sender()
        self.daemon.start()
        self.daemon.load_directory()
        self.process = self.daemon.process
        self.port = self.daemon.ports["smtp"]

    def metrics(self):
        return self.daemon.metrics()

    def syncs(self):
        return self.metrics().get("frontdesk_commit_seconds_count", 0)

    def close(self):
        self.process = None
        self.daemon.close()
        super().close()


ALL = {server.name: server for server in (Frontdesk, Postfix, Probe, Sink)}
