"""Owns: the tables a person reads."""

from driver.latency import MODES


def indexing_table(title, rows):
    """One row a way to build an index."""
    columns = ["seconds", "MB/s", "records/s", "cpu s", "MB/cpu s", "peak MB", "index MB", "/ plain", "/ text"]
    lines = [title, _row("", columns)]
    for name, r in rows.items():
        cells = [
            f"{r['seconds']:.1f}", f"{r['mb_per_second']:.1f}", f"{r['records_per_second']:,.0f}",
            f"{r['cpu_seconds']:.1f}", f"{r['mb_per_cpu_second']:.1f}", f"{r['peak_bytes'] / 1e6:,.0f}",
            f"{r['index_bytes'] / 1e6:,.1f}", f"{r['per_plain_byte']:.3f}", f"{r['per_text_byte']:.3f}",
        ]
        lines.append(_row(name, cells))
    return "\n".join(lines)


def section_table(sections, facts):
    """Bytes by section."""
    lines = [_row("section", ["MB", "/ plain", "/ text"])]
    for name, size in sorted(sections.items(), key=lambda item: -item[1]):
        cells = [f"{size / 1e6:,.1f}", f"{size / facts['plain_bytes']:.4f}", f"{size / facts['text_bytes']:.4f}"]
        lines.append(_row(name, cells))
    return "\n".join(lines)


def latency_header(peers):
    return _row("class, µs", _latency_columns(peers), _latency_columns(peers))


def _latency_columns(peers):
    columns = ["matches", "ids p50", "p99", "mean", "q/s", "hits p50", "p99", "full p50", "p99", "q/s"]
    for name in peers:
        columns += [f"{name} p50", "mean", "ratio", "counts"]
    return columns


def latency_row(name, result, peers):
    ids, hits, full = (result[mode] for mode in MODES)
    cells = [
        f"{result['matches']:,.0f}", _us(ids["p50"]), _us(ids["p99"]), _us(ids["mean"]), f"{ids['qps']:,.0f}",
        _us(hits["p50"]), _us(hits["p99"]), _us(full["p50"]), _us(full["p99"]), f"{full['qps']:,.0f}",
    ]
    for peer in peers:
        theirs = result["peers"].get(peer)
        if theirs is None:
            cells += ["-", "-", "-", "-"]
        else:
            cells += [_us(theirs["p50"]), _us(theirs["mean"]), f"{theirs['ratio']:.3g}", _counts(theirs)]
    return _row(name, cells, _latency_columns(peers))


def _counts(theirs):
    """Their matches over ours, or `=` where every query's count is the same."""
    return "=" if theirs["same_counts"] else f"{theirs['matches']:.2f}"


def _us(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _row(name, cells, columns=()):
    """A line of right-aligned cells, each as wide as its column's name asks for."""
    widths = [max(10, len(column) + 2) for column in columns] or [11] * len(cells)
    return f"{name:<22}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths))
