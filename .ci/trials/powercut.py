"""Power cuts under a service that is written to, flushed and merged: RELIABILITY of acknowledgements, whatever was not synced.

POWERCUT_ROUNDS (20) says how often.
"""

import os
import random
import threading

from .image import trial
from .ledger import Ledger
from .program import SEED, Service, check, expect


def cuts():
    rounds, chance, ledger = int(os.environ.get("POWERCUT_ROUNDS", 20)), random.Random(SEED), Ledger()
    with trial(256) as (image, path):
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
