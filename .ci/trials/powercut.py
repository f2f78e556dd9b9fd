"""Power cuts under a service that is written to, flushed and merged: what was acknowledged is there afterwards.

POWERCUT_ROUNDS (20) says how often.
"""

import os
import random
import threading

from .image import image_and_socket
from .ledger import Ledger
from .program import SEED, Failed, Service, check, expect


def cuts():
    rounds, chance, ledger = int(os.environ.get("POWERCUT_ROUNDS", 20)), random.Random(SEED), Ledger()
    with image_and_socket(256) as (image, path):
        for number in range(1, rounds + 2):
            what = f"seed {SEED}, round {number}"
            with image.mounted() as disk, Service(disk / "index", path) as service:
                ledger.verify(service, what)
                if number <= rounds:
                    live(image, service, ledger, chance.randint(1, 150))
        with image.mounted() as disk:
            check(disk / "index")
    return f"{rounds} power cuts, {ledger.total():,} batches, nothing lost"


def live(image, service, ledger, after):
    """Writes until the power is cut at the acknowledgement of that number."""
    lock, left = threading.Lock(), after

    def counts():
        """Whether an answer came while there was power: a sync under way at the cut may seem to succeed, for the kernel lives on."""
        nonlocal left
        with lock:
            left -= 1
            if left == 0:
                image.cut_power()
            return left >= 0

    ledger.write(service, counts)
    expect(left <= 0, f"the service took no more writes, {left} before the cut")
    expect_cut(image.disk)


def expect_cut(disk):
    """Nothing can be written to the disk."""
    try:
        (disk / "probe").write_text("x")
    except OSError:
        return
    raise Failed("the power was not cut")
