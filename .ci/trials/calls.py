"""System calls that fail or do a part: syncs by strace, reads and writes by libfiu."""

import json
import os
import pathlib
import random
import re
import signal
import threading

from .image import image_and_socket
from .ledger import WRITERS, Ledger
from .program import SEED, Failed, Service, check, expect, need

SYNCS = "/^f(data)?sync$"


def failing_sync():
    """A thread's n-th sync fails: the write is refused, and what is acknowledged afterwards does not lean on what that sync was to save.

    The call is not made, so that the power cut at the end takes what it would have saved. A writer's last acknowledgements come after the
    failure and before the cut, with no sync after them.
    """
    need("strace")
    counts, chance, ledger = [*range(1, 16), 25, 40], random.Random(SEED), Ledger()
    injected = refused = starts = 0
    with image_and_socket(256) as (image, path):
        trace = image.file.with_name("trace")
        for count in counts:
            what = f"sync {count}"
            trace.write_text("")
            tracer = ["strace", "-I2", "-D", "-f", "-qq", "-o", trace, "-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:error=EIO:when={count}"]
            with image.mounted() as disk:
                try:
                    with Service(disk / "index", path, under=tracer) as service:
                        refused += write(service, ledger, chance, what)
                        expect(service.runs(), f"{what}: the service ended")
                        image.cut_power()
                except Failed as failure:
                    # A start may be refused, for that reason only.
                    expect("did not start" in str(failure) and "Input/output error" in str(failure), f"{what}: {failure}")
                    starts += 1
                    image.cut_power()
            injected += trace.read_text().count("(INJECTED)")
            with image.mounted() as disk, Service(disk / "index", path) as service:
                ledger.verify(service, what)
        with image.mounted() as disk:
            check(disk / "index")
    expect(injected >= len(counts) and refused > 0, f"{injected} syncs failed, {refused} writes were refused")
    return f"{injected} failed syncs, {refused} writes and {starts} starts refused, {len(counts)} power cuts, {ledger.total():,} batches, nothing lost"


def write(service, ledger, chance, what):
    """Writes side by side, then by each writer until it is acknowledged. Returns how many writes were refused."""
    refusals = ledger.write(service, Limit(60)) + ledger.write(service, Limit(chance.randint(1, 20)))
    for answer in refusals:
        expect(answer.get("error", {}).get("code") == "read_only", f"{what}: {answer}")
    # Calls are counted by thread, and a later thread's n-th would fail again: a disk that never works, where one sync was to fail.
    if refusals:
        untrace(service)
    connection = service.connect()
    return len(refusals) + sum(ledger.put_again(connection, writer, what, ["read_only"]) for writer in range(WRITERS))


def untrace(service):
    """Ends the tracer, and with it the injection. Needs strace's -I2: it blocks the signal otherwise."""
    status = pathlib.Path(f"/proc/{service.process.pid}/status")
    tracer = int(re.search(r"TracerPid:\s*(\d+)", status.read_text())[1])
    expect(tracer > 0, "nobody traces the service")
    os.kill(tracer, signal.SIGTERM)


class Limit:
    """Says so often that an acknowledgement counts and writing goes on. The last of each writer is not counted."""

    def __init__(self, count):
        self.left, self.lock = count, threading.Lock()

    def __call__(self):
        with self.lock:
            self.left -= 1
            return self.left > 0


def short():
    """Reads and writes that do a part or are interrupted are seen by nobody; what the service says of itself is whole."""
    need("fiu-run")
    ledger, lines = Ledger(), 0
    kinds = ["posix/io/rw/*/reduce,probability=0.3", "posix/io/rw/*,probability=0.2,failinfo=4"]
    with image_and_socket(256) as (image, path), image.mounted() as disk:
        for kind in kinds:
            under = ["fiu-run", "-x", "-c", f"enable_random name={kind}"]
            for _ in range(3):
                with Service(disk / "index", path, under=under) as service:
                    maps = open(f"/proc/{service.process.pid}/maps").read()
                    expect("fiu_posix_preload" in maps, "nothing is injected")
                    ledger.verify(service, kind)
                    refusals = ledger.write(service, Limit(300))
                    expect(not refusals, f"{kind}: {refusals}")
                    ledger.verify(service, kind)
                    service.stop()
                    for line in service.log:
                        expect("event" in json.loads(line), f"{kind}: a line in part: {line}")
                    lines += len(service.log)
            check(disk / "index")
    return f"{len(kinds)} kinds, {ledger.total():,} batches, {lines} lines of log, nothing lost, nothing refused"
