"""Owns: what every peer written in Python does alike: reading requests, running rounds, timing them."""

import json
import sys
import time

# Queries of a class that are timed at least.
LEAST = 10


def serve(engine):
    """Answers requests until there are no more.

    An engine has prepare(query) → statement or None where it cannot ask that, run(statement), count(statement), and
    cpu_time_ns() where it works in another process too.
    """
    say({"open": True})
    for line in sys.stdin:
        request = json.loads(line)
        statements = [engine.prepare(query) for query in request["queries"]]
        if None in statements:
            say({"unsupported": True})
        elif request["mode"] == "count":
            say({"counts": [engine.count(statement) for statement in statements]})
        else:
            say({"us": rounds(engine, statements, request)})


def rounds(engine, statements, request):
    """Microseconds by round and query. The first round warms up; where it ate the whole budget it is the measure, and
    where it would take much longer, its first queries are."""
    began = time.monotonic()
    cpu = getattr(engine, "cpu_time_ns", time.thread_time_ns)
    clock = cpu if request.get("clock") == "cpu" else time.perf_counter_ns
    budget = request["budget_ms"] / 1000
    first = one_round(engine, statements, clock, began + budget)
    if time.monotonic() - began > budget:
        return [first]
    result = []
    while not result or (len(result) < request["rounds"] and time.monotonic() - began < budget):
        result.append(one_round(engine, statements, clock))
    return result


def one_round(engine, statements, clock, end=None):
    """Times every statement; after `end`, no more than the first few."""
    times = []
    for statement in statements:
        if end is not None and len(times) >= LEAST and time.monotonic() > end:
            break
        start = clock()
        engine.run(statement)
        times.append((clock() - start) / 1000)
    return times


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
