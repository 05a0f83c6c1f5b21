"""A running daemon whose calls of the system are held up from outside, by strace: so it is the one that
ships. Where nothing can be traced, FRONTDESK_NO_PTRACE=1 says so.
"""
import glob
import os
import re
import shutil
import subprocess
import time

PATIENCE = 30  # seconds until strace has taken hold of every thread


def may_trace():
    return os.environ.get("FRONTDESK_NO_PTRACE") != "1"


def _all_traced(pid):
    for path in glob.glob("/proc/%d/task/*/status" % pid):
        with open(path, encoding="ascii", errors="replace") as file:
            if not re.search(r"^TracerPid:\s+[1-9]", file.read(), re.M):
                return False
    return True


class Slowed:
    """`calls` ("fdatasync", "write,pwrite64") wait for so long before they are done (`delay_enter`) or
    after (`delay_exit`); only those on the files `paths`, where some are named.
    """

    def __init__(self, pid, calls, delay, seconds, paths=()):
        if not shutil.which("strace"):
            raise SystemExit("strace is not installed (packaging/deps.sh installs it); "
                             "FRONTDESK_NO_PTRACE=1 leaves out what needs it")
        of_paths = [word for path in paths for word in ("-P", path)]
        self.tracer = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", *of_paths, "-e", "trace=" + calls,
             "-e", "inject=%s:%s=%d" % (calls, delay, seconds * 1e6), "-p", str(pid)],
            stderr=subprocess.PIPE)
        end = time.monotonic() + PATIENCE
        while not _all_traced(pid):
            if self.tracer.poll() is not None or time.monotonic() > end:
                self.tracer.kill()
                raise SystemExit("strace cannot slow the daemon: " + self.tracer.communicate()[1].decode())
            time.sleep(0.01)

    def end(self):
        """Lets go; also after the daemon has ended."""
        self.tracer.terminate()
        self.tracer.communicate()


def logs_of(store):
    """The write-ahead logs, for `paths`."""
    return sorted(glob.glob(os.path.join(store, "*.log")))
