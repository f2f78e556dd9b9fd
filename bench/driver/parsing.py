"""Owns: the measures of the language itself: how long parsing takes, and what the worst queries cost an index."""

import json
import subprocess

from driver.process import run_weighed

# Milliseconds that the worst queries are given.
DEADLINE = 1_000


def parsing(measure, corpus):
    """Times the parser on a workload's queries and on the worst."""
    texts = [query["q"] for queries in corpus.workload.values() for query in queries]
    command = [str(measure), "parse"]
    done = subprocess.run(command, input=json.dumps(texts) + "\n", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def worst(measure):
    """The names of the worst queries."""
    done = subprocess.run([str(measure), "parse"], input="[]\n", capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout)["worst_us"])


def endurance(measure, corpus, folder):
    """Runs the worst queries under a deadline."""
    command = [str(measure), "endure", str(folder), corpus.facts["team"], str(DEADLINE)]
    result = run_weighed(command, folder.with_suffix(".log"))
    return {name: row for name, row in result.items() if isinstance(row, dict)}


def table(parsed, endured):
    """What a person reads."""
    lines = [
        f"parsing {parsed['queries']:,} queries, µs: p50 {parsed['p50_us']:.1f}, p99 {parsed['p99_us']:.1f}", "",
        f"{'worst queries':<22}{'parse µs':>11}{'ms':>11}{'MB more':>11}  outcome, {DEADLINE} ms allowed",
    ]
    for name, row in endured.items():
        lines.append(
            f"{name:<22}{parsed['worst_us'][name]:>11,.0f}{row['ms']:>11,.1f}{row['extra_mb']:>11,.1f}"
            f"  {row['outcome']}")
    return "\n".join(lines)
