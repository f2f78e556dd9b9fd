"""Owns: a running `boxfish serve` to measure: its start and end, its memory and writes, connections to it."""

import json
import os
import selectors
import signal
import socket
import subprocess
import time

from driver.process import Failure


# Seconds until what was refused as too busy is sent again.
BUSY_PAUSE = 0.001


class Service:
    """The release program, serving an index folder of its own."""

    def __init__(self, program, folder, log, options=()):
        """Starts it and waits for its first answer: `seconds` is how long that took."""
        folder.mkdir(parents=True, exist_ok=True)
        self.socket = str(folder / "socket")
        command = [str(program), "serve", "--create", "--index", str(folder / "index"), "--socket", self.socket,
                   "--log-level", "error", *options]
        began = time.monotonic()
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(command, stdout=errors, stderr=errors)
        while True:
            if self.process.poll() is not None:
                raise Failure(f"the service ended with status {self.process.returncode}; see {log}")
            try:
                self.control = Connection(self.socket)
                self.control.ask({"op": "health"})
                break
            except (FileNotFoundError, ConnectionError):
                time.sleep(0.001)
        self.seconds = time.monotonic() - began

    def memory(self):
        """Bytes resident: `anonymous` is what is not pages of mapped files."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as file:
            fields = dict(line.split()[:2] for line in file if line.split()[0].endswith(":"))
        return {"resident": int(fields["Rss:"]) * 1024, "anonymous": int(fields["Anonymous:"]) * 1024}

    def cpu_seconds(self):
        """Processor time of all its threads: what other load on the machine changes least."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        """Where a measurement failed: no service may outlive it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        self.control.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def kill(self):
        """As a crash: what only the log has stays there."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class Connection:
    """A caller that waits for each answer."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rb")

    def ask(self, request):
        return self.send(json.dumps(request).encode() + b"\n")

    def receive(self, line):
        """The answer's line to a request's."""
        self.socket.sendall(line)
        answer = self.file.readline()
        if not answer:
            raise ConnectionError("the service closed the connection")
        return answer

    def send(self, line):
        value = json.loads(self.receive(line))
        if not value["ok"]:
            raise Failure(f"the service answers {value['error']['code']}: {value['error']['message']}")
        return value

    def close(self):
        self.file.close()
        self.socket.close()


class Waiting:
    """A line that was sent, and what has come of its answer."""

    def __init__(self, line):
        self.begin(line)

    def begin(self, line):
        self.line = line
        self.began = time.perf_counter()
        self.answer = b""


def closed_loop(path, connections, lines, seconds=None):
    """Sends the lines over many connections, on each one at a time, until they or the seconds are over.

    Answers each acknowledged line's microseconds, and the seconds that all took. What is refused as too busy is sent again
    after a moment, as a caller would, and its time goes on.
    """
    selector = selectors.DefaultSelector()
    began = time.monotonic()
    end = began + seconds if seconds else None
    times = []
    open_sockets = []
    for _ in range(connections):
        caller = socket.socket(socket.AF_UNIX)
        caller.connect(path)
        open_sockets.append(caller)
        line = next(lines, None)
        if line is None:
            break
        state = Waiting(line)
        caller.sendall(line)
        selector.register(caller, selectors.EVENT_READ, state)
    while selector.get_map():
        for key, _ in selector.select():
            state = key.data
            state.answer += key.fileobj.recv(65_536)
            if not state.answer.endswith(b"\n"):
                continue
            now = time.perf_counter()
            if b'"code":"too_busy"' in state.answer:
                time.sleep(BUSY_PAUSE)
                state.answer = b""
                key.fileobj.sendall(state.line)
                continue
            if b'"ok":true' not in state.answer:
                raise Failure(f"the service answers {state.answer[:300]!r}")
            times.append((now - state.began) * 1e6)
            line = None if end and time.monotonic() >= end else next(lines, None)
            if line is None:
                selector.unregister(key.fileobj)
                continue
            key.data.begin(line)
            key.fileobj.sendall(line)
    took = time.monotonic() - began
    for caller in open_sockets:
        caller.close()
    return times, took


def sync_rate(folder, seconds):
    """How often a second the folder's disk makes 4 KiB written over durable: one thread, fdatasync."""
    path = folder / "sync-rate"
    page = os.urandom(4096)
    with open(path, "wb") as file:
        file.write(bytes(4096 * 1024))
        os.fsync(file.fileno())
    descriptor = os.open(path, os.O_WRONLY)
    times = []
    try:
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            start = time.perf_counter()
            os.pwrite(descriptor, page, len(times) % 1024 * 4096)
            os.fdatasync(descriptor)
            times.append((time.perf_counter() - start) * 1e6)
    finally:
        os.close(descriptor)
        path.unlink()
    return times
