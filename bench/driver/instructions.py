"""Owns: counting instructions under valgrind: the one figure that a busy machine does not change."""

import json
import os
import re
import shutil
import subprocess

from driver.process import Failure

# A search's count is that of so many rounds over one: opening the index and filling the caches cancel out.
ROUNDS = 3
COLLECTED = re.compile(rb"Collected : (\d+)")


class Counter:
    """The measuring program over an index of corpus/, which is in the repository and so always the same."""

    def __init__(self, measure, repository, folder):
        if not shutil.which("valgrind"):
            raise Failure("instructions are counted by valgrind; install it, or ask for --no-instructions")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.corpus = repository / "corpus"
        self.index = folder / "index"
        self.copy = folder / "copy"
        self.queries = json.loads((self.corpus / "queries.json").read_text())
        # Valgrind may not read newer debug information, and needs none.
        self.measure = folder / "Measure"
        subprocess.run(["strip", "-o", str(self.measure), str(measure)], check=True)

    def all(self):
        """Instructions by what they are spent on: of a record indexed, of a judged query searched."""
        with open(self.corpus / "messages.ndjson") as file:
            records = sum(1 for _ in file)
        subprocess.run([str(self.measure), "reindex", str(self.corpus), str(self.index), "1", "64"],
                       check=True, stdout=subprocess.DEVNULL)
        result = {"reindex, a message": self._count(["reindex", str(self.corpus), str(self.copy), "1", "64"]) / records}
        for mode in ["ids", "hits", "full"]:
            once, often = self._searches(mode, 1), self._searches(mode, 1 + ROUNDS)
            result[f"search, {mode}"] = (often - once) / ROUNDS / len(self.queries)
        return result

    def _searches(self, mode, rounds):
        lines = []
        for team in sorted({query["team"] for query in self.queries}):
            lines.append(json.dumps({
                "mode": mode, "team": team, "now": 1_751_284_800_000, "rounds": rounds, "least": rounds,
                "budget_ms": 1, "queries": [{"q": query["q"]} for query in self.queries if query["team"] == team]}))
        return self._count(["answer", str(self.index)], "\n".join(lines) + "\n")

    def _count(self, arguments, lines=""):
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(self.measure), *arguments]
        # Else tables have another order in each run.
        environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
        done = subprocess.run(command, input=lines.encode(), capture_output=True, env=environment)
        found = COLLECTED.search(done.stderr)
        if done.returncode != 0 or not found:
            raise Failure("valgrind failed:\n" + done.stderr.decode(errors="replace")[-2_000:])
        return int(found.group(1))
