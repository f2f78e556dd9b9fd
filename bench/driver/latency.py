"""Owns: the times of a workload: ours and the peers' in turn, class by class, so that a noisy minute hits all."""

import math
import statistics


class Effort:
    """How long each class is measured."""

    def __init__(self, rounds, least, budget_ms, peer_budget_ms):
        self.rounds = rounds
        self.least = least
        self.budget_ms = budget_ms
        self.peer_budget_ms = peer_budget_ms


MODES = ["ids", "hits", "full"]


def measure(corpus, name, engine, peers, effort, clock):
    """One class: by mode our times, by name the peers', and the numbers of matches."""
    queries = corpus.workload[name]
    request = {
        "team": corpus.facts["team"], "now": corpus.facts["now"], "rounds": effort.rounds, "least": effort.least,
        "budget_ms": effort.budget_ms, "clock": clock, "queries": queries,
    }
    counts = engine.ask({**request, "mode": "count"})["counts"]
    result = {"queries": len(queries), "matches": statistics.mean(counts)}
    medians = {}
    for mode in MODES:
        rounds = engine.ask({**request, "mode": mode})["us"]
        medians[mode] = by_query(rounds)
        result[mode] = {**summary(medians[mode]), "rounds": len(rounds)}
    result["peers"] = {}
    for peer_name, worker in peers.items():
        if queries[0].get("ours"):
            continue
        answer = worker.ask({**request, "mode": "ids", "budget_ms": effort.peer_budget_ms})
        if "us" in answer:
            theirs = by_query(answer["us"])
            timed = len(theirs)
            matches = worker.ask({**request, "mode": "count", "queries": queries[:timed]})["counts"]
            result["peers"][peer_name] = {
                **summary(theirs), "rounds": len(answer["us"]), "queries": timed,
                "ratio": statistics.mean(medians["ids"][:timed]) / statistics.mean(theirs),
                "matches": sum(matches) / max(1, sum(counts[:timed])), "same_counts": matches == counts[:timed],
            }
    return result


def warm_up(corpus, worker, effort):
    """Runs the whole workload once, for a peer that compiles itself while it runs."""
    for queries in corpus.workload.values():
        if queries[0].get("ours"):
            continue
        worker.ask({"mode": "ids", "rounds": effort.rounds, "budget_ms": effort.budget_ms, "queries": queries})


def by_query(rounds):
    """Each query's median over the rounds, in microseconds."""
    return [statistics.median(times) for times in zip(*rounds)]


def summary(medians):
    """Percentiles over queries."""
    ordered = sorted(medians)
    mean = statistics.mean(ordered)
    return {"p50": _rank(ordered, 0.50), "p99": _rank(ordered, 0.99), "mean": mean, "qps": 1e6 / mean}


def geometric_mean(values):
    return math.exp(statistics.mean(math.log(value) for value in values)) if values else math.nan


def _rank(values, share):
    """The nearest-rank percentile."""
    return values[min(len(values) - 1, max(0, -int(-share * len(values) // 1) - 1))]
