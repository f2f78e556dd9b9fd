"""Owns: what every peer written in Python does alike: reading requests, running rounds, timing them."""

import json
import sys
import time


def serve(engine):
    """Answers requests until there are no more.

    An engine has prepare(query) → statement or None where it cannot ask that, run(statement), count(statement).
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
    """Microseconds by round and query. The first round warms up; where it ate the whole budget it is the measure."""
    began = time.monotonic()
    clock = time.thread_time_ns if request.get("clock") == "cpu" else time.perf_counter_ns
    result = [one_round(engine, statements, clock)]
    budget = request["budget_ms"] / 1000
    if time.monotonic() - began > budget:
        return result
    result = []
    while not result or (len(result) < request["rounds"] and time.monotonic() - began < budget):
        result.append(one_round(engine, statements, clock))
    return result


def one_round(engine, statements, clock):
    times = []
    for statement in statements:
        start = clock()
        engine.run(statement)
        times.append((clock() - start) / 1000)
    return times


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
