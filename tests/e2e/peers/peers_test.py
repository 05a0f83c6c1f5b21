#!/usr/bin/env python3
"""The telephone providers' own SDKs, of npm, against the adapters of intake/voice: peers.js says how. The
packages of package-lock.json are installed beside the built programs, once. Where there is no node, no npm
or no network to install by, this is skipped (77).
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.dirname(os.environ["FRONTDESK_BIN"])
PROGRAM = os.path.join(BUILD, "tests", "verify_webhook")
FOLDER = os.path.join(BUILD, "tests", "peers")


def skip(why):
    print("peers_test: skipped:", why)
    sys.exit(77)


def install():
    """The packages, again only where the lock file has changed."""
    lock, mark = os.path.join(HERE, "package-lock.json"), os.path.join(FOLDER, "installed.json")
    with open(lock, "rb") as file:
        wanted = file.read()
    if os.path.exists(mark):
        with open(mark, "rb") as file:
            if file.read() == wanted:
                return
    os.makedirs(FOLDER, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), FOLDER)
    print("peers_test: npm ci, a minute or two", flush=True)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FOLDER,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=500)
    if done.returncode != 0:
        skip("npm ci failed: " + done.stdout.strip()[-300:])
    shutil.copy(lock, mark)


def main():
    if not shutil.which("node") or not shutil.which("npm"):
        skip("there is no node or no npm")
    if not os.path.exists(PROGRAM):
        sys.exit("peers_test: %s is not built" % PROGRAM)
    install()
    for name in ("peers.js", "signers.js", "renderings.js"):
        shutil.copy(os.path.join(HERE, name), FOLDER)
    sys.exit(subprocess.run(["node", os.path.join(FOLDER, "peers.js"), PROGRAM] + sys.argv[1:], timeout=500).returncode)


if __name__ == "__main__":
    main()
