"""Owns: the file of a day's results on a machine."""

import json
import pathlib

from driver import machine

BENCH = pathlib.Path(__file__).resolve().parent.parent


def add(date, facts, result):
    """Writes results beside what was measured that day; what was measured again is replaced, a corpus at a time."""
    file = BENCH / "results" / f"{date}-{machine.slug(facts)}.json"
    file.parent.mkdir(exist_ok=True)
    known = json.loads(file.read_text()) if file.exists() else {"date": date, "machine": facts, "corpora": {}}
    corpora = known["corpora"] | result.pop("corpora", {})
    file.write_text(json.dumps({**known, **result, "corpora": corpora}, indent=1) + "\n")
    print(f"\nwritten: {file.relative_to(BENCH.parent)}")
