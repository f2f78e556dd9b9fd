"""Kills while the log is replayed, ten in a row on one index, and how long it takes to open."""

import random
import tempfile
from pathlib import Path

from .ledger import Ledger
from .program import SEED, Service, check, expect, kill_while_starting

BATCHES, RECORDS, KILLS = 60, 500, 10
# Opening takes less than a second, and a second for 100 MB of log.
SECONDS, BYTES_A_SECOND = 1, 100_000_000


def filler(batch):
    """Records that are written once."""
    return [{"kind": "message", "id": f"f{batch}-{place}", "version": 1, "thread": f"f{batch}", "date": "2024-04-01T10:00:00Z",
             "subject": f"batch{batch}", "body": f"number{place} of many shipments " * 30} for place in range(RECORDS)]


def kills():
    chance, ledger = random.Random(SEED), Ledger()
    with tempfile.TemporaryDirectory() as name:
        index, path = Path(name) / "index", Path(name) / "socket"
        with Service(index, path) as service:
            connection = service.connect()
            for batch in range(BATCHES):
                expect(connection.call("put", team="team", records=filler(batch)).get("applied") == RECORDS, "a put was refused")
            for writer in range(len(ledger.known)):
                expect(ledger.put(connection, writer).get("ok"), "a put was refused")
                ledger.acknowledge(writer)
        log = sum(file.stat().st_size for file in index.iterdir() if file.name.startswith("log"))
        allowed = SECONDS + log / BYTES_A_SECOND

        def opened(what):
            with Service(index, path) as service:
                ledger.verify(service, what)
                found = service.connect().call("search", team="team", q="shipments", count="exact", results=["messages"])
                expect(found["total"]["items"] == BATCHES * RECORDS, f"{what}: {found['total']}")
                return service.seconds

        first = opened("before the kills")
        # Somewhere between the program's first steps and the end of the replay.
        tries = killed = 0
        while killed < KILLS:
            tries += 1
            expect(tries <= 3 * KILLS, f"only {killed} of {tries - 1} kills fell before it listened")
            killed += kill_while_starting(index, path, chance.uniform(0.02, 0.9 * first))
        last = opened("after the kills")
        expect(max(first, last) < allowed, f"opening took {first:.2f} and {last:.2f} s, {allowed:.2f} are allowed")
        expect(last < first * 1.2 + 0.1, f"opening took {first:.2f} s before the kills, {last:.2f} s after")
        check(index)
        return f"{KILLS} kills in recovery, nothing lost; {log / 1e6:.0f} MB of log open in {first:.2f} s, then {last:.2f} s"
