"""Owns: mu, by its server, as a peer: its index, and our queries in its language.

mu has no binding in Debian. `mu server`, made for editors, is one process that is kept open and answers s-expressions
over a pipe, so no query pays for starting a program and opening the index, as each `mu find` would. What a query costs
includes the pipe and the headers of ten messages, for mu cannot be asked for ids alone.

mu does not rank: its first ten are the newest, in every class, and to sort them it reads every match's date. Of threads
it answers the ten whose matches are newest. It does not stem at all, and has nothing for two words near each other, so
that class is refused. It counts by `ping`, which counts the unread too; of those there are none, so that costs little.

    mu_peer.py index SNAPSHOT FOLDER
    mu_peer.py answer FOLDER
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from peers import answering, maildir  # noqa: E402

TOP = 10
FIND = '(find :query "{}" :threads {} :sortfield :date :descending t :maxnum {} :skip-dups nil :include-related nil)'
PING = '(ping :queries ("{}"))'
# In front of each expression stands its length in bytes, in hexadecimal digits; no text has these two bytes.
BEFORE_LENGTH, AFTER_LENGTH = b"\xfe", b"\xff"
READ_BYTES = 1 << 16
# Quotes within strings are escaped, so none of these is found inside a subject.
MESSAGE_ID = re.compile(rb':message-id "([^"]*)"')
THREAD = re.compile(rb':meta \(:path "([^":]*)')
COUNT = re.compile(rb':count (\d+) :unread \d+\)')


def index(source, folder):
    """Builds the index; the maildir was there before, or its making is not counted."""
    folder = pathlib.Path(folder).resolve()
    mail = folder.parent / "maildir"
    records = maildir.make(source, mail)
    began = time.monotonic()
    for command in [["init", f"--maildir={mail}"], ["index"]]:
        subprocess.run(["mu", *command, "--quiet", f"--muhome={folder}"], stdout=sys.stderr, check=True)
    print(json.dumps({"seconds": time.monotonic() - began, "records": records}))


class Server:
    """A running `mu server`."""

    def __init__(self, folder):
        # Dates in queries are of the local time.
        self.process = subprocess.Popen(
            ["mu", "server", f"--muhome={pathlib.Path(folder).resolve()}"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, bufsize=0, env={**os.environ, "TZ": "UTC"})
        self.unread = b""

    def ask(self, command, last):
        """The expressions that answer a command, of which the last one begins with `last`."""
        self.process.stdin.write(command.encode() + b"\n")
        answers = []
        while not answers or not answers[-1].startswith(last):
            answers.append(self.expression())
            if answers[-1].startswith(b"(:error"):
                raise RuntimeError(f"{command}: {answers[-1].decode()}")
        return answers

    def expression(self):
        """The next expression; prompts between them are skipped."""
        while AFTER_LENGTH not in self.unread:
            self.read()
        head, _, self.unread = self.unread.partition(AFTER_LENGTH)
        length = int(head.rpartition(BEFORE_LENGTH)[2], 16)
        while len(self.unread) < length:
            self.read()
        answer, self.unread = self.unread[:length], self.unread[length:]
        return answer

    def read(self):
        more = self.process.stdout.read(READ_BYTES)
        if not more:
            raise RuntimeError("mu server ended")
        self.unread += more


class Engine:
    """The open index."""

    def __init__(self, folder):
        self.server = Server(folder)
        self.server.ask("(ping)", b"(:pong")

    def cpu_time_ns(self):
        """The time that was worked here and in the server: a process's own clock can be read by its number."""
        return time.thread_time_ns() + time.clock_gettime_ns(~self.server.process.pid << 3 | 2)

    def prepare(self, query):
        if "near" in query["parts"]:
            return None
        text = written(query["parts"]).replace("\\", "\\\\").replace('"', '\\"')
        return {**query, "text": text}

    def run(self, query):
        """What a caller would ask: ten ids and, where it is asked for, the count."""
        if query.get("count"):
            self.count(query)
        if query.get("threads"):
            return self.threads(query["text"])
        return self.find(query["text"], "nil", TOP, MESSAGE_ID)

    def find(self, text, threads, limit, wanted):
        """What is wanted of each hit."""
        return wanted.findall(b"".join(self.server.ask(FIND.format(text, threads, limit), b"(:found")))

    def threads(self, text):
        """The ten threads with the newest matches: twice as many messages each time, until there are enough."""
        limit = 2 * TOP
        while True:
            hits = self.find(text, "t", limit, THREAD)
            found = dict.fromkeys(hits)
            if len(found) >= TOP or len(hits) < limit:
                return list(found)[:TOP]
            limit *= 2

    def count(self, query):
        return int(COUNT.search(self.server.ask(PING.format(query["text"]), b"(:pong")[-1])[1])


def written(parts):
    """A query's parts in mu's language; in quotes, none of the words is an operator."""
    clauses = [quoted(word) for word in parts.get("all", [])]
    if "any" in parts:
        clauses.append("(" + " or ".join(quoted(word) for word in parts["any"]) + ")")
    if "phrase" in parts:
        clauses.append(quoted(" ".join(parts["phrase"])))
    if "prefix" in parts:
        clauses.append(parts["prefix"] + "*")
    clauses += [f"{key}:{quoted(parts[key])}" for key in ["from", "subject"] if key in parts]
    clauses += [f"tag:{maildir.keyword(key, parts[key])}" for key in ["stage", "pipeline"] if key in parts]
    if "after" in parts or "before" in parts:
        after = instant(parts["after"]) if "after" in parts else ""
        before = instant(parts["before"] - 1) if "before" in parts else ""
        clauses.append(f"date:{after}..{before}")
    clauses += ["not " + quoted(word) for word in parts.get("none", [])]
    return " and ".join(clauses)


def quoted(text):
    return '"' + text.replace('"', " ") + '"'


def instant(seconds):
    return f"{datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc):%Y-%m-%dT%H:%M:%S}"


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
