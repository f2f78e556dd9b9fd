"""The real program in a process of its own, and connections to it."""

import json
import os
import queue
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

BINARY = Path(__file__).resolve().parent.parent.parent / ".build" / "release" / "boxfish"
SEED = int(os.environ.get("BOXFISH_SEED", 1))
# Seconds after which an answer, a start or an end is not waited for any longer.
PATIENCE = 60


class Failed(SystemExit):
    """A property does not hold."""


class LeftOut(Exception):
    """A trial cannot be made here."""


def expect(holds, what):
    if not holds:
        raise Failed(what)


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise LeftOut(f"there is no {program}")


class Connection:
    """Where the service is gone, every answer is empty; one that does not come is a failure."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("r")

    def call(self, operation, **members):
        try:
            self.socket.sendall((json.dumps({"id": 1, "op": operation, **members}) + "\n").encode())
            return json.loads(self.lines.readline() or "{}")
        except TimeoutError:
            raise Failed(f"no answer to {operation} for {PATIENCE} s") from None
        except OSError:
            return {}

    def close(self):
        self.lines.close()
        self.socket.close()


class Service:
    """The service, once it listens; `seconds` says how long that took. It is killed at the end of a `with`."""

    def __init__(self, index, path, under=()):
        self.path, self.log = path, []
        began = time.monotonic()
        self.process = start("serve", "--create", "--index", index, "--socket", path, under=under)
        said = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(said,), daemon=True).start()
        try:
            while '"listening"' not in (line := said.get(timeout=PATIENCE)):
                if not line:
                    raise Failed(f"the service did not start, status {self.process.wait()}:\n{''.join(self.log)}")
        except queue.Empty:
            self.kill()
            raise Failed(f"the service does not listen after {PATIENCE} s:\n{''.join(self.log)}") from None
        self.seconds = time.monotonic() - began

    def _read(self, said):
        """Keeps what it says; an empty line is the end."""
        for line in self.process.stderr:
            self.log.append(line)
            said.put(line)
        said.put("")

    def connect(self):
        return Connection(self.path)

    def runs(self):
        return self.process.poll() is None

    def stop(self):
        """SIGTERM; it must end well."""
        self.process.terminate()
        expect(self.process.wait(PATIENCE) == 0, f"the service ended with {self.process.returncode}")

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
    """Kills a service so many seconds after its start. Returns whether it was killed before it listened."""
    process = start("serve", "--index", index, "--socket", path)
    time.sleep(seconds)
    process.kill()
    return '"listening"' not in process.communicate()[1]


def run(*arguments, under=(), patience=PATIENCE):
    """Runs the program to its end, which is no signal. Returns its status and all that it said."""
    process = start(*arguments, under=under)
    try:
        output, errors = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Failed(f"{arguments[0]} does not end within {patience} s") from None
    expect(process.returncode >= 0, f"{arguments[0]} ended by signal {-process.returncode}: {errors}")
    return process.returncode, output + errors


def check(index):
    """The index is whole."""
    status, said = run("check", index)
    expect(status == 0, f"check: {said}")
