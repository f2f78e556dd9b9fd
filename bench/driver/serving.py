"""Owns: measuring searches through the socket: what the socket adds, rates, workers, short searches beside long ones."""

import contextlib
import datetime
import json
import shutil
import statistics
import subprocess

from driver.process import Failure, Worker
from driver.service import Service

CONNECTIONS = 32
# What is asked for. Simple: the ten best or newest messages, neither counted nor highlighted, or the first three of them.
# Whole: what a person sees, boxes and threads with people and snippets.
SIMPLE = {"results": ["messages"], "highlight": False, "count": "none"}
SHAPES = {"three": SIMPLE | {"limit": 3}, "simple": SIMPLE, "whole": {}}
# The classes of each that are measured.
CLASSES = {"three": ["term_bydate"], "simple": ["term_bydate", "from", "term_high"], "whole": ["from", "term_high"]}
# Words by the hundred thousand: half a second of work on a million messages, a tenth on the mail.
LONG = {"q": "last:th* OR messages>3 people>4", "limit": 100}
# Milliseconds between short searches: as people ask.
PAUSE = 2


class Serving:
    """The release program over a copy of a corpus's index, asked by `Load`."""

    def __init__(self, program, products, corpus, seconds, rounds):
        self.program = program
        self.load = products / "Load"
        self.measure = products / "Measure"
        self.corpus = corpus
        self.seconds = seconds
        self.rounds = rounds
        self.folder = corpus.folder / "serve"
        if not (corpus.folder / "boxfish").exists():
            raise Failure("run bench/run first: it makes the index")
        shutil.rmtree(self.folder, ignore_errors=True)
        # A service merges as it sees fit, and what bench/run measured is to stay as it was.
        shutil.copytree(corpus.folder / "boxfish", self.folder / "index")

    def drop(self):
        shutil.rmtree(self.folder)

    @contextlib.contextmanager
    def service(self, *options):
        service = Service(self.program, self.folder, self.folder.with_suffix(".log"), options)
        try:
            yield service
        finally:
            service.stop()

    def line(self, **keys):
        instant = datetime.datetime.fromtimestamp(self.corpus.facts["now"] / 1000, datetime.timezone.utc)
        now = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
        return json.dumps({"op": "search", "team": self.corpus.facts["team"], "now": now, **keys})

    def lines(self, name, shape):
        """A class's queries as requests."""
        return [self.line(q=query["q"], **SHAPES[shape], **({"sort": "newest"} if query.get("newest") else {}))
                for query in self.corpus.workload[name]]

    def ask(self, service, lines, connections=1, seconds=None, pause=0):
        """A load to its end."""
        return self.begin(service, lines, connections, seconds, pause)()

    def begin(self, service, lines, connections=1, seconds=None, pause=0):
        """Starts a load; answers how to wait for its end."""
        command = [str(self.load), service.socket, str(connections), str(seconds or self.seconds), str(pause)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.close()

        def finish():
            text = process.stdout.read()
            if process.wait() != 0:
                raise Failure("the load failed")
            return json.loads(text)
        return finish

    def overhead(self, name, shape):
        """Medians of the same requests through the socket and in process, in turn."""
        lines = self.lines(name, shape)
        served, direct, empty = [], [], []
        index = self.corpus.folder / "boxfish"
        worker = Worker([str(self.measure), "answer", str(index)], index.with_suffix(".log"))
        request = {"mode": "full", "team": self.corpus.facts["team"], "now": self.corpus.facts["now"],
                   "rounds": 1_000_000, "budget_ms": int(self.seconds * 1000 / 4), "clock": "wall",
                   "queries": [{"q": "", "request": line} for line in lines]}
        with self.service("--cache", "0") as service:
            self.ask(service, lines, seconds=0.5)
            for _ in range(self.rounds):
                served.append(statistics.median(self.ask(service, lines, seconds=self.seconds / 4)["by_line_us"]))
                empty.append(self.ask(service, ['{"op":"health"}'], seconds=self.seconds / 8)["p50_us"])
                rounds = worker.ask(request)["us"]
                direct.append(statistics.median(statistics.median(times) for times in zip(*rounds)))
        worker.close()
        return {"socket_p50_us": statistics.median(served), "direct_p50_us": statistics.median(direct),
                "health_p50_us": statistics.median(empty), "overhead_us": statistics.median(s - d for s, d in zip(served, direct))}

    def rate(self, name, shape):
        """Searches a second over many connections, with one search thread and with two in turn."""
        lines = self.lines(name, shape)
        rates, cpu = {1: [], 2: []}, {1: [], 2: []}
        for _ in range(self.rounds):
            for threads in [1, 2]:
                with self.service("--cache", "0", "--search-threads", str(threads)) as service:
                    self.ask(service, lines, CONNECTIONS, 0.5)
                    before = service.cpu_seconds()
                    answer = self.ask(service, lines, CONNECTIONS)
                    cpu[threads].append((service.cpu_seconds() - before) * 1e6 / answer["answers"])
                    rates[threads].append(answer["answers"] / answer["seconds"])
        one, two = (statistics.median(rates[threads]) for threads in [1, 2])
        return {"per_second": two, "cpu_us": statistics.median(cpu[2]), "per_second_one_thread": one,
                "threads_ratio": statistics.median(b / a for a, b in zip(rates[1], rates[2]))}

    def delay(self, long_connections):
        """Short searches one after another, alone and beside long ones, in turn."""
        long, short = [self.line(**LONG)], self.lines("from", "simple") + self.lines("from", "whole")
        alone, beside, lasted = [], [], []
        with self.service("--cache", "0") as service:
            self.ask(service, short, seconds=0.5)
            for _ in range(self.rounds):
                alone.append(self.ask(service, short, pause=PAUSE))
                # The long ones end after the short ones.
                finish = self.begin(service, long, long_connections, self.seconds + 0.2)
                beside.append(self.ask(service, short, pause=PAUSE))
                lasted.append(finish()["p50_us"])
        result = {"long_searches": long_connections, "long_p50_us": statistics.median(lasted)}
        for place, rows in [("alone", alone), ("beside", beside)]:
            for key in ["p50_us", "p99_us"]:
                result[f"{place}_{key}"] = statistics.median(row[key] for row in rows)
        return result

    def looks(self):
        """By the worst queries the most milliseconds between two looks at whether anyone still waits."""
        command = [str(self.measure), "look", str(self.corpus.folder / "boxfish"), self.corpus.facts["team"]]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def cached(self, name, shape):
        """Searches a second of a few questions asked over and over, without the cache and with it, in turn."""
        lines = self.lines(name, shape)
        rates = {"0": [], "64": []}
        for _ in range(self.rounds):
            for megabytes, found in rates.items():
                with self.service("--cache", megabytes) as service:
                    self.ask(service, lines, CONNECTIONS, 0.5)
                    answer = self.ask(service, lines, CONNECTIONS)
                    found.append(answer["answers"] / answer["seconds"])
                    cache = service.control.ask({"op": "stats"})["caches"]["answers"]
        return {"per_second": statistics.median(rates["0"]), "per_second_cached": statistics.median(rates["64"]),
                "hit_rate": cache["hits"] / (cache["hits"] + cache["misses"]), "bytes": cache["bytes"]}
