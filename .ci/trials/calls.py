"""System calls that fail or do a part: syncs by strace, reads and writes by libfiu."""

import random
import shutil
import subprocess

from .image import trial
from .ledger import WRITERS, Ledger
from .program import SEED, Service, check, expect

TRACER = ["strace", "-D", "-f", "-qq", "-o", "/dev/null"]


def failing_sync():
    """The n-th sync fails: the write is refused, and what is acknowledged afterwards does not lean on what that sync was to save.

    The call is not made, so a power cut takes what it would have saved.
    """
    counts, chance, ledger, refused = [*range(1, 16), 25, 40], random.Random(SEED), Ledger(), 0
    with trial(256) as (image, path):
        for count in counts:
            what = f"sync {count}"
            with image.mounted() as disk:
                trace = ["-e", "trace=/^f(data)?sync$", "-e", f"inject=/^f(data)?sync$:error=EIO:when={count}"]
                try:
                    service = Service(disk / "index", path, under=[*TRACER, *trace])
                except SystemExit as failure:
                    expect("Input/output error" in str(failure), f"{what}: {failure}")
                    refused += 1
                    continue
                with service:
                    refused += len(ledger.write(service, Limit(60)))
                    connection = service.connect()
                    refused += sum(ledger.put_again(connection, writer, what, ["read_only"]) for writer in range(WRITERS))
                    refused += len(ledger.write(service, Limit(chance.randint(1, 20))))
                    image.cut_power()
            with image.mounted() as disk, Service(disk / "index", path) as service:
                ledger.verify(service, what)
        with image.mounted() as disk:
            check(disk / "index")
    return f"{len(counts)} failing syncs, {refused} refusals, a power cut after each, {ledger.total():,} batches, nothing lost"


class Limit:
    """Says so often that an acknowledgement counts and writing goes on. The last of each writer is not counted."""

    def __init__(self, count):
        self.left = count

    def __call__(self):
        self.left -= 1
        return self.left > 0


def short():
    """Reads and writes that do a part or are interrupted are seen by nobody."""
    if not shutil.which("fiu-run"):
        return "LEFT OUT: there is no fiu-run (fiu-utils)"
    ledger = Ledger()
    kinds = ["posix/io/rw/*/reduce,probability=0.3", "posix/io/rw/*,probability=0.2,failinfo=4"]
    with trial(256) as (image, path), image.mounted() as disk:
        for kind in kinds:
            under = ["fiu-run", "-x", "-c", f"enable_random name={kind}"]
            for number in range(3):
                with Service(disk / "index", path, under=under) as service:
                    ledger.verify(service, kind)
                    refusals = ledger.write(service, Limit(300))
                    expect(not refusals, f"{kind}: {refusals}")
                    ledger.verify(service, kind)
            check(disk / "index")
    return f"{len(kinds)} kinds, {ledger.total():,} batches, nothing lost, nothing refused"
