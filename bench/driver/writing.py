"""Owns: measuring writes through the socket: rates, latencies, visibility, amplification, reopening, memory."""

import itertools
import json
import multiprocessing
import pathlib
import random
import shutil
import subprocess
import time

from driver.process import Failure
from driver.service import Connection, Service, closed_loop, sync_rate

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
TEAM = "bench"
SEED = 20011119
BATCH = 100
UPDATES = 0.3
# How often searches alone and searches beside writes take turns, so that a noisy moment hits both.
TURNS = 4
NOW = "2025-06-30T12:00:00Z"


class Records:
    """Messages made from those of corpus/: new ids, threads and boxes, a third of the words drawn anew."""

    def __init__(self, seed=SEED):
        self.random = random.Random(seed)
        with open(REPOSITORY / "corpus" / "messages.ndjson") as file:
            self.base = [json.loads(line) for line in file]
        self.words = [word for record in self.base for word in record["body"].split()]
        self.next = 0
        self.versions = {}

    def record(self, number):
        """The next version of a message."""
        version = self.versions[number] = self.versions.get(number, 0) + 1
        record = dict(self.base[self.random.randrange(len(self.base))])
        # Three bodies' worth: as long as real mail's.
        words = [word if self.random.random() > 0.3 else self.random.choice(self.words)
                 for _ in range(3) for word in record["body"].split()]
        record.update(team=TEAM, id=f"m{number}", version=version, thread=f"t{number // 4}",
                      message_id=f"<{number}@bench.example>", body=" ".join([*words, f"unique{number}v{version}"]))
        record["box"] = f"b{number // 40}"
        return record

    def some(self, count, updates=0.0):
        """So many records, of which a share changes earlier ones."""
        records = []
        for _ in range(count):
            if self.next > BATCH and self.random.random() < updates:
                records.append(self.record(self.random.randrange(self.next - BATCH)))
            else:
                records.append(self.record(self.next))
                self.next += 1
        return records

    def puts(self, count, batch, updates=0.0):
        """Lines that put so many records in batches."""
        for begin in range(0, count, batch):
            yield line(self.some(min(batch, count - begin), updates))


def line(records):
    return json.dumps({"op": "put", "team": TEAM, "records": records}, ensure_ascii=False).encode() + b"\n"


def quantiles(times):
    ordered = sorted(times)
    return {"p50_us": ordered[len(ordered) // 2], "p99_us": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]}


class Writes:
    """One run; every part has an index of its own unless it says otherwise."""

    def __init__(self, program, cache):
        self.program = program
        self.folder = cache / "writes"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.services = []

    def serve(self, name, options=()):
        service = Service(self.program, self.folder / name, self.folder / f"{name}.log", options)
        self.services.append(service)
        return service

    def end(self):
        for service in self.services:
            service.end()

    def drop(self, name):
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def bare(self, seconds):
        times = sync_rate(self.folder, seconds)
        return {"per_second": len(times) / (sum(times) / 1e6), **quantiles(times)}

    def puts(self, connections, seconds):
        """One record a request, each acknowledged before the connection's next."""
        service = self.serve("puts")
        # Made before, so that making them takes nothing from the service.
        lines = list(Records().puts(int(4_000 * seconds), 1))
        closed_loop(service.socket, connections, iter(lines[:200]))
        before = service.control.ask({"op": "stats"})
        cpu = service.cpu_seconds()
        times, took = closed_loop(service.socket, connections, iter(lines[200:]), seconds)
        cpu = service.cpu_seconds() - cpu
        after = service.control.ask({"op": "stats"})
        service.stop()
        self.drop("puts")
        syncs = after["wal"]["sequence"] - before["wal"]["sequence"]
        return {"puts_per_second": len(times) / took, "puts_per_sync": len(times) / max(1, syncs),
                "cpu_us_per_put": cpu * 1e6 / len(times), **quantiles(times)}

    def visible(self, count):
        """Searches on another connection for what was just acknowledged, while eight others write."""
        service = self.serve("visible")
        busy = Writer(service.socket, 8, list(Records(SEED + 2).puts(40 * count, 1, UPDATES)))
        writer, reader = Connection(service.socket), Connection(service.socket)
        records = Records(SEED + 1)
        records.next = 10_000_000
        missed = 0
        for _ in range(count):
            record = records.some(1)[0]
            writer.send(line([record]))
            found = reader.ask({"op": "search", "team": TEAM, "q": record["body"].split()[-1],
                                "results": ["messages"], "now": NOW})
            missed += [hit["id"] for hit in found["messages"]] != [record["id"]]
        busy.stop()
        service.kill()
        self.drop("visible")
        return {"searches": count, "missed": missed}

    def amplification(self, count):
        """Puts with updates until the service has so many; memory by size on the way. Leaves the index `large`."""
        service = self.serve("large")
        records = Records()
        payload = 0
        took = 0.0
        sizes = []

        def counted(lines):
            nonlocal payload
            for text in lines:
                payload += len(text)
                yield text

        for _ in range(4):
            _, seconds = closed_loop(service.socket, 4, counted(records.puts(count // 4, BATCH, UPDATES)))
            took += seconds
            stats = service.control.ask({"op": "stats"})
            sizes.append({"items": stats["items"], "index_bytes": stats["bytes"],
                          "merge_debt_bytes": stats["merge_debt_bytes"], **service.memory()})
        self.settle(service)
        self.items = records.next
        stats = service.control.ask({"op": "stats"})
        written = sum(stats["written"][f"{what}_bytes"] for what in ("log", "flushed", "merged"))
        memory = service.memory()
        service.stop()
        return {"puts": count, "payload_bytes": payload, "puts_per_second": count / took, **stats["written"],
                "merges": stats["merges"], "segments": len(stats["segments"]),
                "bytes_written_per_payload_byte": written / payload, "by_size": sizes, "at_rest": memory}

    def checking(self):
        """`boxfish check` of the index `large`, whose pages are in memory: the fastest of three."""
        took = []
        for _ in range(3):
            begin = time.monotonic()
            command = [self.program, "check", "--json", self.folder / "large" / "index"]
            done = subprocess.run(command, capture_output=True, text=True)
            took.append(time.monotonic() - begin)
            if done.returncode != 0:
                raise Failure(f"check: {done.stderr}")
        return {**json.loads(done.stdout)["summary"], "seconds": min(took)}

    @staticmethod
    def settle(service):
        """Waits until everything is in files and no merge is due."""
        service.control.ask({"op": "flush"})
        while service.control.ask({"op": "stats"})["merge_debt_bytes"] > 0:
            time.sleep(0.1)

    def searches(self, seconds):
        """Searches of the index `large`, alone and beside eight connections that put without a pause, in turns."""
        # Beside writes no answer can be given again, so none is when they are idle.
        service = self.serve("large", ["--cache", "0"])
        picker = random.Random(SEED)
        words = sorted({word.strip(".,?!").lower() for word in Records().words if word.isascii() and word.isalpha()})
        queries = [" ".join(picker.sample(words, picker.choice([1, 2, 2, 3]))) for _ in range(200)]
        lines = [json.dumps({"op": "search", "team": TEAM, "q": text, "now": NOW}).encode() + b"\n" for text in queries]
        turn = seconds / TURNS
        searched(service.socket, lines, turn)
        updates = Records(SEED + 2)
        # New versions of what is there, and new messages behind it.
        updates.next = self.items
        updates.versions = dict.fromkeys(range(self.items), 1_000)
        idle, writing, rates = [], [], []
        for _ in range(TURNS):
            self.settle(service)
            idle += searched(service.socket, lines, turn)
            busy = Writer(service.socket, 8, list(updates.puts(int(6_000 * turn), 1, UPDATES)))
            writing += searched(service.socket, lines, turn)
            rates.append(busy.stop())
        result = {"idle": search_quantiles(idle), "writing": search_quantiles(writing),
                  "puts_per_second": sum(rates) / len(rates)}
        service.stop()
        for name in ["client", "service"]:
            result[f"{name}_ratio"] = result["writing"][f"{name}_p99_us"] / result["idle"][f"{name}_p99_us"]
        self.drop("large")
        return result

    def reopening(self, megabytes):
        """From the start of the program to its first answer, with so much in the log alone."""
        service = self.serve("reopen")
        records = Records()
        while True:
            closed_loop(service.socket, 4, records.puts(2_000, BATCH))
            size = service.control.ask({"op": "stats"})["wal"]["bytes"]
            if size >= megabytes * 1_000_000 or not size:
                break
        service.kill()
        service = self.serve("reopen")
        result = {"log_bytes": size, "seconds": service.seconds}
        service.kill()
        self.drop("reopen")
        return result


class Writer:
    """Connections in a process of their own that put without a pause, until they are told to stop."""

    def __init__(self, path, connections, lines):
        """The lines are made before: what they cost is nobody's while something is measured."""
        self.pipe, far = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=self._run, args=(path, connections, lines, far), daemon=True)
        self.process.start()
        self.pipe.recv()

    @staticmethod
    def _run(path, connections, lines, pipe):
        def until_told():
            for number, text in enumerate(lines):
                if number == 100:
                    pipe.send("under way")
                if pipe.poll():
                    return
                yield text

        times, took = closed_loop(path, connections, until_told())
        pipe.send(len(times) / took)

    def stop(self):
        """Ends it; answers the puts a second. Where it ran out of lines the rest was not measured beside writes."""
        if not self.process.is_alive() or self.pipe.poll():
            raise Failure("the writer ended before the searches: prepare more records")
        self.pipe.send("stop")
        rate = self.pipe.recv()
        self.process.join()
        return rate


def searched(path, lines, seconds):
    """Searches one after another; of each what the caller waits for, and what the service says it took."""
    caller = Connection(path)
    times = []
    end = time.monotonic() + seconds
    for text in itertools.cycle(lines):
        began = time.perf_counter()
        if time.monotonic() > end:
            break
        answer = caller.receive(text)
        waited = (time.perf_counter() - began) * 1e6
        times.append((waited, json.loads(answer)["took_us"]))
    caller.close()
    return times


def search_quantiles(times):
    client, service = zip(*times)
    return {f"client_{name}": value for name, value in quantiles(client).items()} | {
        f"service_{name}": value for name, value in quantiles(service).items()} | {"searches": len(times)}
