"""Owns: notmuch, by its Python binding, as a peer: its index, and our queries in its language.

notmuch does not rank: its first ten are the newest, in every class, and to sort them it reads every match's date. Of
threads it answers the ten whose matches are newest. It stems as English, but neither in quotes nor beside NEAR, nor
the sender; a subject's word is stemmed where it stands in quotes and parentheses. The binding is in process, and a
query's text is parsed each time, as for us.

    notmuch_peer.py index SNAPSHOT FOLDER
    notmuch_peer.py answer FOLDER
"""

import itertools
import json
import os
import pathlib
import subprocess
import sys
import time

import notmuch2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from peers import answering, maildir  # noqa: E402

TOP = 10
# From the one to the other of two words with five between them.
NEAR_DISTANCE = 6
# Words that the query parser takes for operators, whatever their case.
OPERATORS = {"and", "or", "xor", "not", "near", "adj"}
CONFIG = """
[database]
path={folder}
mail_root={mail}
[new]
tags=
[search]
exclude_tags=
[maildir]
synchronize_flags=false
[index]
header.Box=X-Keywords
"""


def index(source, folder):
    """Builds the index; the maildir was there before, or its making is not counted."""
    folder = pathlib.Path(folder).resolve()
    mail = folder.parent / "maildir"
    records = maildir.make(source, mail)
    began = time.monotonic()
    config(folder).write_text(CONFIG.format(folder=folder, mail=mail))
    environment = {**os.environ, "NOTMUCH_CONFIG": str(config(folder))}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, stdout=sys.stderr, check=True)
    print(json.dumps({"seconds": time.monotonic() - began, "records": records}))


def config(folder):
    return pathlib.Path(folder) / "notmuch.ini"


class Engine:
    """The open index."""

    def __init__(self, folder):
        folder = pathlib.Path(folder).resolve()
        self.database = notmuch2.Database(folder, mode=notmuch2.Database.MODE.READ_ONLY, config=config(folder))

    def prepare(self, query):
        return {**query, "text": written(query["parts"])}

    def run(self, query):
        """What a caller would ask: ten ids and, where it is asked for, the count."""
        if query.get("count"):
            self.count(query)
        ask = self.database.threads if query.get("threads") else self.database.messages
        found = itertools.islice(ask(query["text"], sort=notmuch2.Database.SORT.NEWEST_FIRST), TOP)
        return [one.threadid if query.get("threads") else one.messageid for one in found]

    def count(self, query):
        return self.database.count_messages(query["text"])


def written(parts):
    """A query's parts in notmuch's language."""
    clauses = [word(one) for one in parts.get("all", [])]
    if "any" in parts:
        clauses.append("(" + " or ".join(word(one) for one in parts["any"]) + ")")
    if "phrase" in parts:
        clauses.append(quoted(" ".join(parts["phrase"])))
    if "near" in parts:
        # No quotes go with NEAR, but after a field's name no word is an operator.
        field = "body:" if OPERATORS.intersection(parts["near"]) else ""
        clauses.append("(" + f" NEAR/{NEAR_DISTANCE} ".join(field + one for one in parts["near"]) + ")")
    if "prefix" in parts:
        clauses.append(parts["prefix"] + "*")
    if "from" in parts:
        clauses.append("from:" + word(parts["from"]))
    if "subject" in parts:
        clauses.append("subject:" + quoted(f"({parts['subject']})" if is_word(parts["subject"]) else parts["subject"]))
    clauses += [f'Box:"{maildir.keyword(key, parts[key])}"' for key in ["stage", "pipeline"] if key in parts]
    if "after" in parts or "before" in parts:
        after = f"@{parts['after']}" if "after" in parts else ""
        before = f"@{parts['before'] - 1}" if "before" in parts else ""
        clauses.append(f"date:{after}..{before}")
    clauses += ["not " + word(one) for one in parts.get("none", [])]
    return " and ".join(clauses)


def is_word(text):
    """Whether the parser takes a text for one word."""
    return text.isalnum() and text not in OPERATORS


def word(text):
    """A word, which is stemmed; in quotes, and so not stemmed, where the parser would take it for anything else."""
    return text if is_word(text) else quoted(text)


def quoted(text):
    return '"' + text.replace('"', " ") + '"'


if __name__ == "__main__":
    if sys.argv[1] == "index":
        index(*sys.argv[2:])
    else:
        answering.serve(Engine(*sys.argv[2:]))
