"""Batches with known versions, written by several connections, and what must be found of them afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor

from .program import expect

WRITERS, BATCH = 3, 5
# How many seconds a service may need to take writes again once it can.
RECOVERY = 10


def record(writer, place, version):
    """All records of a batch have one version; of an even version the last is deleted."""
    made = {"kind": "message", "id": f"w{writer}-{place}", "version": version, "thread": f"t{writer}",
            "date": "2024-05-01T10:00:00Z", "subject": f"writer{writer} version{version}", "body": "invoice " * 40}
    return made | ({"deleted": True} if version % 2 == 0 and place == BATCH - 1 else {})


class Ledger:
    """What each writer knows: the last version of its batch that was acknowledged, and the last that was sent."""

    def __init__(self):
        self.known = [{"acknowledged": 0, "sent": 0} for _ in range(WRITERS)]

    def put(self, connection, writer):
        """Sends a writer's next batch. Returns the answer."""
        state = self.known[writer]
        state["sent"] += 1
        return connection.call("put", team="team", records=[record(writer, place, state["sent"]) for place in range(BATCH)])

    def acknowledge(self, writer):
        self.known[writer]["acknowledged"] = self.known[writer]["sent"]

    def put_again(self, connection, writer, what, codes):
        """Sends batches until one is taken. Those that are not are refused with these codes. Returns how many there were."""
        until, refusals = time.monotonic() + RECOVERY, 0
        while (answer := self.put(connection, writer)).get("applied") != BATCH:
            expect(answer.get("error", {}).get("code") in codes, f"{what}: {answer}")
            expect(time.monotonic() < until, f"{what}: not taken again: {answer}")
            refusals += 1
        self.acknowledge(writer)
        return refusals

    def write(self, service, counts=lambda: True):
        """Writes from all connections at once, each until an answer is no acknowledgement or `counts` says that it does not
        count. Returns the answers that were none."""
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(self._write, service, writer, counts) for writer in range(WRITERS)]
            return [refusal for done in writing for refusal in done.result()]

    def _write(self, service, writer, counts):
        """One writer's part. Returns the answer that was no acknowledgement, if one ended it."""
        connection, state = service.connect(), self.known[writer]
        while True:
            answer = self.put(connection, writer)
            if answer.get("applied") != BATCH:
                connection.close()
                return [answer]
            if not counts():
                connection.close()
                return []
            self.acknowledge(writer)
            if writer == 0 and state["sent"] % 20 == 0:
                connection.call("flush")
            if writer == 0 and state["sent"] % 45 == 0:
                connection.call("merge")

    def verify(self, service, what):
        """Every acknowledged batch is there, whole, and none that was never sent. A batch that was not acknowledged may be."""
        connection = service.connect()
        for writer, state in enumerate(self.known):
            answers = [connection.call("get", team="team", kind="message", record=f"w{writer}-{place}") for place in range(BATCH)]
            for answer in answers:
                expect(answer.get("ok") or answer.get("error", {}).get("code") == "not_found", f"{what}: {answer}")
            versions = [answer.get("version") for answer in answers]
            version = versions[0] or 0
            gone = [version == 0 or version % 2 == 0 and place == BATCH - 1 for place in range(BATCH)]
            whole = [None if is_gone else version for is_gone in gone]
            expect(versions == whole, f"{what}, writer {writer}: a batch in part: {versions}")
            held = state["acknowledged"] <= version <= state["sent"]
            expect(held, f"{what}, writer {writer}: version {version} of {state}")
            found = connection.call("search", team="team", q=f"subject:version{version} subject:writer{writer}",
                                    results=["messages"], limit=100).get("messages", [])
            expect(len(found) == gone.count(False), f"{what}, writer {writer}: found {len(found)} of version {version}")
            state["acknowledged"] = state["sent"] = version
        connection.close()

    def total(self):
        return sum(state["acknowledged"] for state in self.known)
