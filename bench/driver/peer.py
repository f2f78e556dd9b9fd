"""Owns: which peers there are and how their programs are called.

A peer is one program in bench/peers with two verbs: `index SNAPSHOT FOLDER` builds its index and ends with a line
{"seconds", "records"}; `answer FOLDER` says a line when its index is open, then answers requests (see
Sources/Measure/QueryRequest.swift) in the modes `ids` and `count`, a line each: {"us"}, {"counts"}, or {"unsupported"}.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "peers"


class Peer:
    def __init__(self, name, program):
        self.name = name
        self.program = program

    def index_command(self, corpus, folder):
        return [*self.program, "index", str(corpus.path), str(folder)]

    def answer_command(self, folder):
        return [*self.program, "answer", str(folder)]


PEERS = {
    "fts5": Peer("fts5", [sys.executable, str(FOLDER / "fts5.py")]),
}
