"""Owns: the corpora: where they lie, how they are made once, what is counted in them."""

import concurrent.futures
import json
import os
import pathlib
import subprocess

from driver import snapshot
from driver.process import Failure
from driver.sample import Sample

BENCH = pathlib.Path(__file__).resolve().parent.parent
REPOSITORY = BENCH.parent
MILLION = 1_000_000
HUNDRED_THOUSAND = 100_000
MAIL_MESSAGES = 67_288
SEED = 20011119
# Bytes that must be free before the large corpus and its indexes are made.
NEEDED_BYTES = 12 << 30


class Corpus:
    """A snapshot of one team, with a folder for what is derived from it."""

    def __init__(self, name, path, folder, title, messages):
        self.name = name
        self.path = path
        self.folder = folder
        self.title = title
        self.messages = messages
        self.facts = None
        self.workload = None

    def stamp(self):
        """What tells this snapshot from another."""
        return {"path": str(self.path), "bytes": sum(f.stat().st_size for f in snapshot.files(self.path))}

    def prepare(self):
        """Counts the corpus and draws its queries, unless that was done before for the same file."""
        stamp = {**self.stamp(), "drawn_by": Sample.version()}
        file = self.folder / "facts.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        if known.get("stamp") != stamp:
            # In a process of its own: what is started later would count this one's memory as its own peak.
            with concurrent.futures.ProcessPoolExecutor(1) as drawing:
                known = drawing.submit(Sample.draw, self.path, self.messages).result()
            known["stamp"] = stamp
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(known, indent=1))
        self.facts = known["facts"]
        self.workload = known["workload"]


def mail(cache, measure):
    """The real mail, or where it is absent a stand-in of the same size made from corpus/."""
    folder = cache / "mail"
    data = pathlib.Path(os.environ.get("BOXFISH_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    path = data / "enron-mail.ndjson.zst"
    if path.exists():
        return Corpus("mail", path, folder, "the real mail", MAIL_MESSAGES)
    path = cache / "standin" / "snapshot.ndjson.zst"
    _multiply(measure, REPOSITORY / "corpus", path, MAIL_MESSAGES)
    title = "a stand-in for the real mail, multiplied from corpus/"
    return Corpus("standin", path, cache / "standin", title, MAIL_MESSAGES)


def hundred_thousand(cache, measure):
    """The mail multiplied to a hundred thousand messages."""
    return _multiplied(cache, measure, "hundred_thousand", HUNDRED_THOUSAND)


def million(cache, measure):
    """The mail multiplied to a million messages."""
    return _multiplied(cache, measure, "million", MILLION)


def _multiplied(cache, measure, name, messages):
    source = mail(cache, measure)
    folder = cache / (name if source.name == "mail" else f"{name}-standin")
    path = folder / "snapshot.ndjson.zst"
    _multiply(measure, source.path, path, messages)
    return Corpus(folder.name, path, folder, f"{messages:,} messages multiplied from {source.title}", messages)


def _multiply(measure, source, target, messages):
    """Makes a multiplied snapshot once: the generator's lines through zstd into a file."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    status = os.statvfs(target.parent)
    if messages >= MILLION and status.f_bavail * status.f_frsize < NEEDED_BYTES:
        raise Failure(f"{target.parent} needs {NEEDED_BYTES >> 30} GiB free; name another folder by --cache")
    unfinished = target.with_suffix(".part")
    print(f"making {target.name}: {messages:,} messages", flush=True)
    multiply = subprocess.Popen(
        [str(measure.with_name("Multiply")), str(source), str(messages), str(SEED)], stdout=subprocess.PIPE)
    zstd = subprocess.run([snapshot.zstd(), "-q", "-f", "-3", "-o", str(unfinished)], stdin=multiply.stdout)
    if multiply.wait() != 0 or zstd.returncode != 0:
        raise Failure(f"{target} could not be made")
    unfinished.rename(target)
