"""The real program in a process of its own, and connections to it."""

import json
import os
import select
import socket
import subprocess
import threading
import time
from pathlib import Path

BINARY = Path(__file__).resolve().parent.parent.parent / ".build" / "release" / "boxfish"
SEED = int(os.environ.get("BOXFISH_SEED", 1))


class Failed(SystemExit):
    """A property does not hold."""


def expect(holds, what):
    if not holds:
        raise Failed(what)


class Connection:
    """Where the service is gone, every answer is empty."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("r")

    def call(self, operation, **members):
        try:
            self.socket.sendall((json.dumps({"id": 1, "op": operation, **members}) + "\n").encode())
            return json.loads(self.lines.readline() or "{}")
        except OSError:
            return {}

    def close(self):
        self.lines.close()
        self.socket.close()


class Service:
    """The service, once it listens; `seconds` says how long that took. It is killed at the end of a `with`."""

    def __init__(self, index, path, under=()):
        self.path = path
        began = time.monotonic()
        self.process = start("serve", "--create", "--index", index, "--socket", path, under=under)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if '"listening"' in line:
                break
        else:
            raise Failed(f"the service did not start, status {self.process.wait()}:\n{''.join(said)}")
        self.seconds = time.monotonic() - began
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def connect(self):
        return Connection(self.path)

    def runs(self):
        return self.process.poll() is None

    def stop(self):
        """SIGTERM; answers the exit status."""
        self.process.terminate()
        return self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def start(*arguments, under=()):
    """The program with its standard error as a pipe."""
    command = [str(part) for part in [*under, BINARY, *arguments]]
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def kill_while_starting(index, path, seconds):
    """Kills a service so many seconds after its start, or when it listens."""
    process = start("serve", "--index", index, "--socket", path)
    select.select([process.stderr], [], [], seconds)
    process.kill()
    process.communicate()


def run(*arguments, under=()):
    """Runs the program to its end. Returns its status and all that it said."""
    process = start(*arguments, under=under)
    output, errors = process.communicate()
    return process.returncode, output + errors


def check(index):
    """The index is whole."""
    status, said = run("check", index)
    expect(status == 0, f"check: {said}")
