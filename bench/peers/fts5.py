"""Owns: SQLite's FTS5 as a peer: its index, and our queries in its language.

The text index holds no text (`content=''`), so its size compares with ours less the stored records. Conditions on time,
thread and box are columns of a plain table with the indexes a person would give it.

    fts5.py index SNAPSHOT FOLDER
    fts5.py answer FOLDER
"""

import datetime
import json
import pathlib
import re
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from driver import snapshot  # noqa: E402
from peers import answering  # noqa: E402

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 8192;
CREATE TABLE mail(item INTEGER PRIMARY KEY, id TEXT, date INTEGER, thread INTEGER, box INTEGER);
CREATE TABLE thread(number INTEGER PRIMARY KEY, id TEXT UNIQUE);
CREATE TABLE box(number INTEGER PRIMARY KEY, id TEXT UNIQUE, stage TEXT, pipeline TEXT);
CREATE VIRTUAL TABLE text USING fts5(subject, body, sender, recipients, files, content='', tokenize='porter unicode61');
INSERT INTO text(text, rank) VALUES ('rank', 'bm25(3.0, 1.0, 2.0, 1.0, 2.0)');
"""
INDEXES = """
INSERT INTO text(text) VALUES ('optimize');
CREATE INDEX mail_by_date ON mail(date);
CREATE INDEX mail_by_box ON mail(box);
ANALYZE;
"""


def index(source, folder):
    """Builds the index; one transaction, merged at the end, as a bulk load is."""
    began = time.monotonic()
    database = sqlite3.connect(pathlib.Path(folder) / "mail.sqlite", isolation_level=None)
    database.executescript(SCHEMA)
    database.execute("BEGIN")
    loader = Loader(database)
    for line in snapshot.lines(source):
        loader.add(json.loads(line))
    database.executescript(INDEXES)
    database.execute("COMMIT") if database.in_transaction else None
    database.close()
    print(json.dumps({"seconds": time.monotonic() - began, "records": loader.records}))


class Loader:
    """Puts records into the tables."""

    def __init__(self, database):
        self.database = database
        self.records = 0
        self.items = 0
        self.numbers = {"thread": {}, "box": {}}

    def add(self, record):
        self.records += 1
        if record["kind"] == "box":
            self.database.execute(
                "INSERT INTO box VALUES (?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET stage = excluded.stage, "
                "pipeline = excluded.pipeline",
                (self.number("box", record["id"]), record["id"], record.get("stage"), record.get("pipeline")))
        if record["kind"] != "message":
            return
        self.items += 1
        date = int(datetime.datetime.fromisoformat(record["date"]).timestamp() * 1000)
        self.database.execute(
            "INSERT INTO mail VALUES (?, ?, ?, ?, ?)",
            (self.items, record["id"], date, self.number("thread", record.get("thread")),
             self.number("box", record.get("box"))))
        people = record.get("to", []) + record.get("cc", []) + record.get("bcc", [])
        files = " ".join(a.get("name", "") for a in record.get("attachments", []))
        self.database.execute(
            "INSERT INTO text(rowid, subject, body, sender, recipients, files) VALUES (?, ?, ?, ?, ?, ?)",
            (self.items, record.get("subject", ""), record.get("body", ""), record.get("from", ""),
             " ".join(people), files))

    def number(self, kind, name):
        """The number that stands for a thread or a box."""
        if name is None:
            return None
        numbers = self.numbers[kind]
        if name not in numbers:
            numbers[name] = len(numbers) + 1
            if kind == "thread":
                self.database.execute("INSERT INTO thread VALUES (?, ?)", (numbers[name], name))
        return numbers[name]


class Engine:
    """The open index."""

    def __init__(self, folder):
        self.database = sqlite3.connect(f"file:{pathlib.Path(folder) / 'mail.sqlite'}?mode=ro", uri=True)
        self.database.execute("PRAGMA mmap_size = 17179869184")

    def prepare(self, query):
        """A query as SQL: for the ten best, and for the number of matches."""
        return Statement(query)

    def run(self, statement):
        """What a caller would ask: ten ids and, where it is asked for, the count."""
        rows = self.database.execute(statement.top, statement.values).fetchall()
        if statement.is_counted:
            self.count(statement)
        return rows

    def count(self, statement):
        return self.database.execute(statement.count, statement.values).fetchone()[0]


class Statement:
    def __init__(self, query):
        parts = query["parts"]
        self.is_counted = query.get("count", False)
        self.values = {}
        match = pattern(parts)
        where = []
        if match:
            self.values["match"] = match
            where.append("text MATCH :match")
        for key, comparison in [("after", "mail.date >= :after"), ("before", "mail.date < :before")]:
            if key in parts:
                self.values[key] = parts[key] * 1000
                where.append(comparison)
        for key in ["stage", "pipeline"]:
            if key in parts:
                self.values[key] = parts[key]
                where.append(f"mail.box IN (SELECT number FROM box WHERE {key} = :{key})")
        is_joined = len(where) > (1 if match else 0) or query.get("newest") or query.get("threads")
        self.write(where, bool(match), is_joined, query)

    def write(self, where, has_match, is_joined, query):
        tables = "text" if has_match else "mail"
        if has_match and is_joined:
            tables = "text JOIN mail ON mail.item = text.rowid"
        condition = " AND ".join(where)
        item = "text.rowid" if has_match else "mail.item"
        self.count = f"SELECT count(*) FROM {tables} WHERE {condition}"
        if query.get("threads"):
            self.top = (
                f"WITH hits AS MATERIALIZED (SELECT mail.thread AS thread, text.rank AS score FROM {tables} "
                f"WHERE {condition}) SELECT thread, min(score) FROM hits GROUP BY thread ORDER BY 2 LIMIT 10")
        else:
            order = "mail.date DESC" if query.get("newest") or not has_match else "text.rank"
            self.top = f"SELECT {item} FROM {tables} WHERE {condition} ORDER BY {order} LIMIT 10"


def pattern(parts):
    """The part of a query that is text, as an FTS5 pattern."""
    positive = [quoted(word) for word in parts.get("all", [])]
    if "any" in parts:
        positive.append("(" + " OR ".join(quoted(word) for word in parts["any"]) + ")")
    if "phrase" in parts:
        positive.append(quoted(" ".join(parts["phrase"])))
    if "near" in parts:
        positive.append("NEAR(" + " ".join(quoted(word) for word in parts["near"]) + ", 5)")
    if "prefix" in parts:
        positive.append(quoted(parts["prefix"]) + "*")
    if "from" in parts:
        positive.append("sender : " + quoted(" ".join(re.findall(r"\w+", parts["from"]))))
    if "subject" in parts:
        positive.append("subject : " + quoted(parts["subject"]))
    text = " AND ".join(positive)
    for word in parts.get("none", []) if positive else []:
        text = f"({text}) NOT {quoted(word)}"
    return text


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
