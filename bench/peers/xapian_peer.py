"""Owns: Xapian, by its Python binding, as a peer.

All words of a message are terms without a prefix, stemmed as English, with positions; words of the subject and, not
stemmed, of the sender are terms again with a prefix of their own. Date and thread lie in value slots, as Xapian's own
guides have it: no term says when a message was sent, and newest first is an order by value, not the order of the
database. Nothing is stored; the database is compacted.

    xapian_peer.py index SNAPSHOT FOLDER
    xapian_peer.py answer FOLDER
"""

import datetime
import json
import os
import pathlib
import re
import shutil
import sys
import time

import xapian

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from driver import snapshot  # noqa: E402
from peers import answering  # noqa: E402

TOP = 10
# Messages that are gathered in memory before they are written; it is read from the environment alone.
FLUSH = ("XAPIAN_FLUSH_THRESHOLD", "50000")
# Value slots: milliseconds, and the number of the thread.
DATE, THREAD = 0, 1
# The customary prefixes of author and subject, and of terms of our own.
SENDER, SUBJECT = "A", "S"
KINDS = {"stage": "XSTAGE:", "pipeline": "XPIPELINE:"}
# Positions between two fields, more than any NEAR looks at.
GAP = 10
# Five words between two, and the two.
NEAR = 7
# A word to the other peers. Xapian would take these marks within one for letters.
WORD = re.compile(r"[^\W_]+")
APART = str.maketrans("_&'’", "    ")
# k1, k2, k3, b and the least normalised length: what the other peers have, and Xapian's own last.
BM25 = (1.2, 0, 1, 0.75, 0.5)


def index(source, folder):
    """Builds the database, without syncs, and compacts it."""
    began = time.monotonic()
    os.environ.setdefault(*FLUSH)
    building = pathlib.Path(folder) / "building"
    flags = xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_NO_SYNC
    database = xapian.WritableDatabase(str(building), flags)
    loader = Loader(database)
    for line in snapshot.lines(source):
        loader.add(json.loads(line))
    database.commit()
    database.compact(str(pathlib.Path(folder) / "mail"))
    database.close()
    shutil.rmtree(building)
    print(json.dumps({"seconds": time.monotonic() - began, "records": loader.records}))


class Loader:
    """Puts records into the database."""

    def __init__(self, database):
        self.database = database
        self.records = 0
        self.boxes = {}
        self.threads = {}
        self.stemmed = generator(xapian.TermGenerator.STEM_ALL)
        self.plain = generator(xapian.TermGenerator.STEM_NONE)

    def add(self, record):
        self.records += 1
        if record["kind"] == "box":
            self.boxes[record["id"]] = record
        elif record["kind"] == "message":
            self.database.add_document(self.document(record))

    def document(self, record):
        made = xapian.Document()
        people = record.get("to", []) + record.get("cc", []) + record.get("bcc", [])
        files = [attachment.get("name", "") for attachment in record.get("attachments", [])]
        self.stemmed.set_document(made)
        self.stemmed.set_termpos(0)
        for text in [record.get("subject", ""), record.get("body", ""), record.get("from", ""), *people, *files]:
            self.stemmed.index_text(text.translate(APART))
            self.stemmed.increase_termpos(GAP)
        self.stemmed.index_text_without_positions(record.get("subject", "").translate(APART), 1, SUBJECT)
        self.plain.set_document(made)
        self.plain.set_termpos(0)
        self.plain.index_text(record.get("from", "").translate(APART), 1, SENDER)
        milliseconds = int(datetime.datetime.fromisoformat(record["date"]).timestamp() * 1000)
        made.add_value(DATE, xapian.sortable_serialise(milliseconds))
        thread = self.threads.setdefault(record.get("thread"), len(self.threads))
        made.add_value(THREAD, xapian.sortable_serialise(thread))
        box = self.boxes.get(record.get("box"), {})
        for key, prefix in KINDS.items():
            if box.get(key):
                made.add_boolean_term(prefix + box[key])
        return made


def generator(strategy):
    made = xapian.TermGenerator()
    made.set_stemmer(xapian.Stem("en"))
    made.set_stemming_strategy(strategy)
    return made


class Engine:
    """The open database."""

    def __init__(self, folder):
        self.database = xapian.Database(str(pathlib.Path(folder) / "mail"))
        self.messages = self.database.get_doccount()
        self.stem = xapian.Stem("en")
        self.best = self.enquire(xapian.BM25Weight(*BM25))
        self.newest = self.enquire(xapian.BoolWeight())
        self.newest.set_sort_by_value(DATE, True)
        self.threads = self.enquire(xapian.BM25Weight(*BM25))
        self.threads.set_collapse_key(THREAD, 1)
        self.counting = self.enquire(xapian.BoolWeight())

    def enquire(self, weights):
        made = xapian.Enquire(self.database)
        made.set_weighting_scheme(weights)
        return made

    def prepare(self, query):
        return query

    def run(self, query):
        asked = self.newest if query.get("newest") else self.threads if query.get("threads") else self.best
        asked.set_query(self.read(query["parts"]))
        found = asked.get_mset(0, TOP, self.messages if query.get("count") else 0)
        return [found.get_docid(at) for at in range(found.size())]

    def count(self, query):
        """The number of messages; it is exact when as many are looked at as there are."""
        self.counting.set_query(self.read(query["parts"]))
        return self.counting.get_mset(0, 1, self.messages).get_matches_estimated()

    def read(self, parts):
        """A query's parts as Xapian's query; part of what is timed, as parsing is for us."""
        must = [self.stemmed(word) for word in parts.get("all", [])]
        if "any" in parts:
            must.append(xapian.Query(xapian.Query.OP_OR, [self.stemmed(word) for word in parts["any"]]))
        if "phrase" in parts:
            words = [self.stemmed(word) for word in parts["phrase"]]
            must.append(xapian.Query(xapian.Query.OP_PHRASE, words, len(words)))
        if "near" in parts:
            must.append(xapian.Query(xapian.Query.OP_NEAR, [self.stemmed(word) for word in parts["near"]], NEAR))
        if "prefix" in parts:
            must.append(wildcard(parts["prefix"]))
        if "from" in parts:
            words = [SENDER + word for word in WORD.findall(parts["from"].lower())]
            must.append(xapian.Query(xapian.Query.OP_PHRASE, words, len(words)))
        if "subject" in parts:
            must.append(SUBJECT + self.stemmed(parts["subject"]))
        filters = [prefix + parts[key] for key, prefix in KINDS.items() if key in parts]
        if "after" in parts or "before" in parts:
            filters.append(dates(parts))
        return self.joined(must, filters, [self.stemmed(word) for word in parts.get("none", [])])

    def stemmed(self, word):
        return self.stem(word).decode()

    def joined(self, must, filters, none):
        """All that must match, what only filters, and what must not match."""
        made = xapian.Query(xapian.Query.OP_AND, must or filters)
        if must and filters:
            made = xapian.Query(xapian.Query.OP_FILTER, made, xapian.Query(xapian.Query.OP_AND, filters))
        if none:
            made = xapian.Query(xapian.Query.OP_AND_NOT, made, xapian.Query(xapian.Query.OP_OR, none))
        return made


def wildcard(prefix):
    """All words that begin so; none weighs anything, as with the other peers, so that the first found will do."""
    words = xapian.Query(
        xapian.Query.OP_WILDCARD, prefix, 0, xapian.Query.WILDCARD_LIMIT_ERROR, xapian.Query.OP_OR)
    return xapian.Query(xapian.Query.OP_SCALE_WEIGHT, words, 0)


def dates(parts):
    after, before = (parts[key] * 1000 if key in parts else None for key in ["after", "before"])
    if before is None:
        return xapian.Query(xapian.Query.OP_VALUE_GE, DATE, xapian.sortable_serialise(after))
    last = xapian.sortable_serialise(before - 1)
    if after is None:
        return xapian.Query(xapian.Query.OP_VALUE_LE, DATE, last)
    return xapian.Query(xapian.Query.OP_VALUE_RANGE, DATE, xapian.sortable_serialise(after), last)


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
