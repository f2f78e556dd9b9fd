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


def puts_table(puts, bare):
    """One row a number of connections; `/ bare` is over the disk's own rate of syncs."""
    columns = ["puts/s", "/ bare", "puts/sync", "cpu µs/put", "p50 µs", "p99 µs"]
    lines = [_row("connections", columns)]
    for connections, r in puts.items():
        cells = [f"{r['puts_per_second']:,.0f}", f"{r['puts_per_second'] / bare:.2f}", f"{r['puts_per_sync']:.1f}",
                 _us(r["cpu_us_per_put"]), _us(r["p50_us"]), _us(r["p99_us"])]
        lines.append(_row(str(connections), cells))
    return "\n".join(lines)


def amplification_lines(r):
    """What writing cost, in words."""
    return (
        f"{r['puts']:,} puts, {r['payload_bytes'] / 1e6:,.0f} MB, {r['puts_per_second']:,.0f} a second: log "
        f"{r['log_bytes'] / 1e6:,.0f} MB, flushes {r['flushed_bytes'] / 1e6:,.0f} MB, {r['merges']} merges "
        f"{r['merged_bytes'] / 1e6:,.0f} MB\n"
        f"segments were written {r['amplification']:.2f} times; log and segments are "
        f"{r['bytes_written_per_payload_byte']:.2f} bytes for each byte put"
    )


def checking_line(r):
    """How fast an index is checked."""
    return (f"check of {r['bytes'] / 1e6:,.0f} MB, {r['items']:,} items, {r['postings']:,} postings: "
            f"{r['seconds']:.2f} s, {r['bytes'] / r['seconds'] / 1e6:,.0f} MB/s")


def memory_table(result):
    """One row a size of the index, while it is written to; and the last size at rest."""
    columns = ["index MB", "anonymous MB", "resident MB", "debt MB"]
    lines = [_row("items", columns)]
    for r in result["by_size"]:
        cells = [f"{r[key] / 1e6:,.0f}" for key in ("index_bytes", "anonymous", "resident", "merge_debt_bytes")]
        lines.append(_row(f"{r['items']:,}", cells))
    rest = result["at_rest"]
    cells = ["", f"{rest['anonymous'] / 1e6:,.0f}", f"{rest['resident'] / 1e6:,.0f}", ""]
    return "\n".join([*lines, _row("at rest", cells)])


def searches_table(r):
    """Searches alone, and beside writes at full speed."""
    lines = [_row("searches, µs", ["client p50", "p99", "service p50", "p99"])]
    for name in ["idle", "writing"]:
        keys = ["client_p50_us", "client_p99_us", "service_p50_us", "service_p99_us"]
        lines.append(_row(name, [_us(r[name][key]) for key in keys]))
    lines.append(f"p99 beside {r['puts_per_second']:,.0f} puts a second over p99 alone: {r['client_ratio']:.2f} for the "
                 f"caller, {r['service_ratio']:.2f} in the service")
    return "\n".join(lines)


def reopening_table(rows):
    """One row a log."""
    lines = [_row("log MB", ["seconds", "MB/s"])]
    for r in rows:
        cells = [f"{r['seconds']:.2f}", f"{r['log_bytes'] / 1e6 / r['seconds']:,.0f}"]
        lines.append(_row(f"{r['log_bytes'] / 1e6:,.1f}", cells))
    return "\n".join(lines)


def socket_table(rows):
    """One row a class: what the socket adds, and rates over many connections."""
    columns = ["health p50", "direct p50", "socket p50", "overhead", "searches/s", "cpu µs", "1 thread/s", "2 over 1"]
    lines = [_row("over the socket", columns)]
    for name, r in rows.items():
        cells = [_us(r["health_p50_us"]), _us(r["direct_p50_us"]), _us(r["socket_p50_us"]), _us(r["overhead_us"]), f"{r['per_second']:,.0f}",
                 _us(r["cpu_us"]), f"{r['per_second_one_thread']:,.0f}", f"{r['threads_ratio']:.2f}"]
        lines.append(_row(name, cells))
    return "\n".join(lines)


def delay_table(rows):
    """One row a number of long searches beside the short ones."""
    columns = ["long ms", "alone p50", "p99", "beside p50", "p99"]
    lines = [_row("long searches, µs", columns)]
    for r in rows:
        cells = [f"{r['long_p50_us'] / 1000:,.0f}"] + [
            _us(r[key]) for key in ["alone_p50_us", "alone_p99_us", "beside_p50_us", "beside_p99_us"]]
        lines.append(_row(str(r["long_searches"]), cells))
    return "\n".join(lines)
