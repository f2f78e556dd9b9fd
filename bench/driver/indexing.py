"""Owns: measured rebuilds of our index and of the peers'."""

import pathlib
import shutil

from driver.process import run_weighed
from driver.sections import section_bytes

MEBIBYTES = 512


def analysis(measure, corpus):
    """Has the texts analysed, without an index."""
    return run_weighed([str(measure), "analyze", str(corpus.path)], corpus.folder / "analysis.log")


def ours(measure, corpus, folder, threads):
    """Rebuilds our index from nothing."""
    _clear(folder)
    command = [str(measure), "reindex", str(corpus.path), str(folder), str(threads), str(MEBIBYTES)]
    result = run_weighed(command, _log(folder))
    return _weighed(result, corpus, folder)


def merged(measure, corpus, folder):
    """Merges our index into one segment, as an operator can; its rates are of the same plain bytes."""
    return _weighed(run_weighed([str(measure), "merge", str(folder)], _log(folder)), corpus, folder)


def _weighed(result, corpus, folder):
    result["sections"] = section_bytes(folder)
    return _rated(result, corpus, sum(result["sections"].values()))


def is_current(peer, corpus, folder):
    """Whether a peer's index is there and was made by the same program of the same snapshot."""
    stamp = _stamp(folder)
    return stamp.exists() and stamp.read_text() == peer.stamp(corpus)


def peer(peer, corpus, folder):
    """Has a peer build its index from nothing."""
    _stamp(folder).unlink(missing_ok=True)
    _clear(folder)
    result = run_weighed(peer.index_command(corpus, folder), _log(folder))
    _stamp(folder).write_text(peer.stamp(corpus))
    return _rated(result, corpus, folder_bytes(folder))


def _rated(result, corpus, size):
    facts = corpus.facts
    result["mb_per_second"] = facts["plain_bytes"] / result["seconds"] / 1e6
    result["mb_per_cpu_second"] = facts["plain_bytes"] / result["cpu_seconds"] / 1e6
    result["records_per_second"] = facts["records"] / result["seconds"]
    result["index_bytes"] = size
    result["per_plain_byte"] = size / facts["plain_bytes"]
    result["per_text_byte"] = size / facts["text_bytes"]
    return result


def folder_bytes(folder):
    return sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())


def _stamp(folder):
    return folder.with_suffix(".stamp")


def _log(folder):
    return folder.with_suffix(".log")


def _clear(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
