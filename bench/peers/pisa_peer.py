"""Owns: PISA, by PyTerrier's binding without PyTerrier, as a peer.

It knows words alone, ranked by BM25: one, every one of several, any of several. All words of a message lie in one
field, stemmed by Porter 2 and taken apart by PISA's own tokenizer. There are no positions, fields or dates, and no
count beside the ten best, so all else is refused. Postings are packed by SIMD-BP128 and scores quantised to 8 bits, as
PISA is at its fastest. The binding sets each query up anew and names each result: some 10 µs a query.

    pisa_peer.py index SNAPSHOT FOLDER
    pisa_peer.py answer FOLDER
"""

import concurrent.futures
import importlib.util
import json
import os
import pathlib
import sys
import time

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
# The package itself asks for all of PyTerrier; its compiled module asks for nothing.
sys.path.append(*importlib.util.find_spec("pyterrier_pisa").submodule_search_locations)

import _pisathon  # noqa: E402

from driver import snapshot  # noqa: E402
from peers import answering  # noqa: E402

STEMMER = "porter2"
# Messages that are inverted at a time.
BATCH = 100_000
# PISA wants one more, which reads.
THREADS = 1
TOP = 10
# The file with the number of messages.
COUNT = "messages"
# What is left of the building and no search reads.
SCAFFOLDING = ["pipe", "fwd", "fwd.documents", "fwd.terms", "fwd.urls", "inv.docs", "inv.freqs", "inv.sizes"]
# The fastest for one word, for every one and for any of several, tried on 60,000 messages made from real ones.
ONE, ALL, ANY = "block_max_ranked_and", "ranked_and", "maxscore"


def index(source, folder):
    """Builds the index from lines through a pipe, and leaves what searching needs of it."""
    began = time.monotonic()
    folder = pathlib.Path(folder)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with concurrent.futures.ThreadPoolExecutor(1) as writing:
        written = writing.submit(write, source, pipe)
        _pisathon.index(str(pipe), str(folder), STEMMER, BATCH, THREADS)
        records = written.result()
    opened(folder)
    (folder / COUNT).write_text(str(_pisathon.num_docs(str(folder))))
    for name in SCAFFOLDING:
        (folder / name).unlink()
    answering.say({"seconds": time.monotonic() - began, "records": records})


def write(source, pipe):
    """Writes a line a message: its number, then its words; answers the number of records."""
    records = messages = 0
    with open(pipe, "w", errors="replace") as lines:
        for line in snapshot.lines(source):
            records += 1
            record = json.loads(line)
            if record["kind"] == "message":
                lines.write(f"{messages} {' '.join(text(record).split())}\n")
                messages += 1
    return records


def text(record):
    people = record.get("to", []) + record.get("cc", []) + record.get("bcc", [])
    files = [attachment.get("name", "") for attachment in record.get("attachments", [])]
    parts = [record.get("subject", ""), record.get("body", ""), record.get("from", ""), *people, *files]
    # PISA would make one word of what stands before and after a dot in mail.example.org; the other peers make two.
    return " ".join(parts).replace(".", " ")


def opened(folder):
    """An index ready to be searched; packed and scored before where that was not done yet."""
    context = _pisathon.RetrievalContext()
    _pisathon.prepare_index(
        context, str(folder), "block_simdbp", "bm25", STEMMER, quantize=1, bm25_k1=1.2, bm25_b=0.75)
    return context


class Engine:
    """The open index."""

    def __init__(self, folder):
        self.context = opened(folder)
        self.best = Results(TOP)
        self.messages = int((pathlib.Path(folder) / COUNT).read_text())

    def prepare(self, query):
        """The algorithm and the words; an AND with a word that no message has is no words, for PISA leaves it out."""
        parts = query["parts"]
        if len(parts) != 1 or any(query.get(key) for key in ["newest", "threads", "count"]):
            return None
        (key, words), = parts.items()
        if key not in ["all", "any"]:
            return None
        if key == "all" and not all(self.search(ONE, word, Results(1)) for word in words):
            return ALL, ""
        return ONE if len(words) == 1 else ALL if key == "all" else ANY, " ".join(words)

    def run(self, statement):
        found = self.search(*statement, self.best)
        return list(self.best.names[:found])

    def count(self, statement):
        """How many are found when all are asked for."""
        return self.search(*statement, Results(self.messages))

    def search(self, algorithm, words, results):
        """Fills the results and answers how many there are."""
        return _pisathon.retrieve(
            self.context, algorithm, [(0, words)], k=results.limit, result_qidxs=results.queries,
            result_docnos=results.emptied(), result_ranks=results.ranks, result_scores=results.scores)


class Results:
    """The buffers that the binding writes to."""

    def __init__(self, limit):
        self.limit = limit
        self.queries = numpy.empty(limit, numpy.int32)
        self.ranks = numpy.empty(limit, numpy.int32)
        self.scores = numpy.empty(limit, numpy.float32)
        self.names = None

    def emptied(self):
        """Room for names: the binding would overwrite old ones without letting them go."""
        self.names = numpy.empty(self.limit, object)
        return self.names


def own_output():
    """Keeps the output for answers: what the library says of its progress goes where its errors go."""
    sys.stdout = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)


if __name__ == "__main__":
    own_output()
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
