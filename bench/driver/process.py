"""Owns: child processes: one that answers requests a line at a time, one that runs to its end and is weighed."""

import json
import os
import subprocess
import time


class Failure(Exception):
    """Something a person can mend; the message says what."""


class Worker:
    """A process that answers a line of JSON with a line of JSON: our engine or a peer with its index open."""

    def __init__(self, command, log):
        """Starts it; what it says besides its answers goes to the file `log`."""
        self.command = command
        self.log = log
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        self.greeting = self._read()

    def ask(self, request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure(f"{self.command[0]} ended with status {self.process.wait()}; see {self.log}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run_weighed(command, log):
    """Runs a command to its end; what it says besides its result goes to the file `log`.

    Answers its last line of output as JSON, with `wall_seconds`, `cpu_seconds` and `peak_bytes` (the largest resident
    set, which counts pages of mapped files too).
    """
    began = time.monotonic()
    with open(log, "wb") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{' '.join(command)} ended with status {process.returncode}; see {log}")
    result = json.loads(output.splitlines()[-1])
    result["wall_seconds"] = time.monotonic() - began
    result["cpu_seconds"] = usage.ru_utime + usage.ru_stime
    result["peak_bytes"] = usage.ru_maxrss * 1024
    return result
