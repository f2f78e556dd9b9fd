"""Owns: which peers there are, how they are got, and how their programs are called.

A peer is one program in bench/peers with two verbs: `index SNAPSHOT FOLDER` builds its index and ends with a line
{"seconds", "records"}; `answer FOLDER` says a line when its index is open, then answers requests (see
Sources/Measure/QueryRequest.swift) in the modes `ids` and `count`, a line each: {"us"}, {"counts"}, or {"unsupported"}.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

from driver.process import Failure

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "peers"
TANTIVY = "tantivy==0.27.0"
# Lucene 10.5.2 and gson lie in this wheel as jars; nothing else of it is used.
LUCENE_WHEEL = "arcadedb-embedded==26.10.2.post1"
LUCENE_JARS = ["lucene-core-", "lucene-analysis-common-", "lucene-queries-", "gson-"]
LUCENE_JAVA = 21
MAILDIR = SOURCES / "maildir.py"
PISA = ["pyterrier-pisa==0.4.9", "tbb==2020.3.254", "numpy==2.4.6"]


class Peer:
    """A peer that is installed: the words its program begins with, and whether it compiles itself while it runs."""

    def __init__(self, name, program, source, must_warm_up=False):
        self.name = name
        self.program = program
        self.source = SOURCES / source
        self.must_warm_up = must_warm_up

    def stamp(self, corpus):
        """What an index was made of: it is made anew when the peer's program or the corpus changes."""
        return hashlib.sha256(self.source.read_bytes() + repr(corpus.stamp()).encode()).hexdigest()

    def index_command(self, corpus, folder):
        return [*self.program, "index", str(corpus.path), str(folder)]

    def answer_command(self, folder):
        return [*self.program, "answer", str(folder)]


class MailPeer(Peer):
    """A peer that indexes a maildir. That is made before, once for all of them, and is no part of what is weighed."""

    def stamp(self, corpus):
        return hashlib.sha256(MAILDIR.read_bytes() + super().stamp(corpus).encode()).hexdigest()

    def index_command(self, corpus, folder):
        _run(sys.executable, str(MAILDIR), str(corpus.path), str(folder.parent / "maildir"))
        return super().index_command(corpus, folder)


def fts5(cache):
    return Peer("fts5", [sys.executable, str(SOURCES / "fts5.py")], "fts5.py")


def tantivy(cache):
    python = cache / "peers" / "tantivy" / "bin" / "python3"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(python.parent.parent))
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TANTIVY)
    return Peer("tantivy", [str(python), str(SOURCES / "tantivy_peer.py")], "tantivy_peer.py")


def lucene(cache):
    return Peer("lucene", [*_lucene(cache), "plain"], "Lucene.java", must_warm_up=True)


def lucene_sorted(cache):
    return Peer("lucene_sorted", [*_lucene(cache), "sorted"], "Lucene.java", must_warm_up=True)


def xapian(cache):
    """Debian's binding: it belongs to Debian's Python, which need not be the one that runs this."""
    return Peer("xapian", [_python_with("xapian", "python3-xapian"), str(SOURCES / "xapian_peer.py")], "xapian_peer.py")


def pisa(cache):
    python = cache / "peers" / "pisa" / "bin" / "python3"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(python.parent.parent))
        # Without what the binding's package asks for: it is PyTerrier, and the compiled module needs none of it.
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", *PISA)
    return Peer("pisa", [str(python), str(SOURCES / "pisa_peer.py")], "pisa_peer.py")


def notmuch(cache):
    _require("notmuch", "notmuch")
    python = _python_with("notmuch2", "python3-notmuch2")
    return MailPeer("notmuch", [python, str(SOURCES / "notmuch_peer.py")], "notmuch_peer.py")


def mu(cache):
    _require("mu", "maildir-utils")
    return MailPeer("mu", [sys.executable, str(SOURCES / "mu_peer.py")], "mu_peer.py")


def _require(program, package):
    if shutil.which(program) is None:
        raise Failure(f"the program {program} is missing; install the package {package}")


def _python_with(module, package):
    """The first Python that has a binding, which a Debian package brings."""
    for python in [sys.executable, "/usr/bin/python3"]:
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0:
            return python
    raise Failure(f"no Python has {module}; install the package {package}")


def _lucene(cache):
    """Gets Lucene's jars, compiles the peer; answers the words to start it."""
    folder = cache / "peers" / "lucene"
    java = _java()
    if not (folder / "jars").exists():
        wheels = folder / "wheel"
        _run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(wheels), LUCENE_WHEEL)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            (folder / "jars").mkdir()
            for name in wheel.namelist():
                base = name.rsplit("/", 1)[-1]
                if base.endswith(".jar") and any(base.startswith(jar) for jar in LUCENE_JARS):
                    (folder / "jars" / base).write_bytes(wheel.read(name))
        shutil.rmtree(wheels)
    source = SOURCES / "Lucene.java"
    compiled = folder / "classes" / "Lucene.class"
    if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
        _run(str(java / "javac"), "-cp", f"{folder}/jars/*", "-d", str(folder / "classes"), str(source))
    options = ["--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xmx2g", "-Xlog:disable"]
    return [str(java / "java"), *options, "-cp", f"{folder}/classes:{folder}/jars/*", "Lucene"]


def _java():
    """The folder of a Java that is new enough: JAVA_HOME's, the path's, or any that is installed."""
    homes = [pathlib.Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    found = shutil.which("javac")
    homes += [pathlib.Path(found).resolve().parent.parent] if found else []
    homes += sorted(pathlib.Path("/usr/lib/jvm").glob("*"))
    for home in homes:
        release = home / "release"
        version = release.read_text().partition('JAVA_VERSION="')[2].split(".")[0] if release.exists() else ""
        if version.isdigit() and int(version) >= LUCENE_JAVA and (home / "bin" / "javac").exists():
            return home / "bin"
    raise Failure(f"Lucene needs a Java development kit of version {LUCENE_JAVA} or newer; set JAVA_HOME")


def _run(*command):
    if subprocess.run(command).returncode != 0:
        raise Failure(f"{' '.join(command)} failed")


PEERS = {
    "fts5": fts5, "tantivy": tantivy, "lucene": lucene, "lucene_sorted": lucene_sorted, "xapian": xapian, "pisa": pisa,
    "notmuch": notmuch, "mu": mu,
}
