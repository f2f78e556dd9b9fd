"""Owns: the line that says which machine the figures are of."""

import os
import platform
import re
import subprocess


def describe():
    """CPU, cores, memory, kernel, load, versions."""
    with open("/proc/cpuinfo") as file:
        models = re.findall(r"model name\s*:\s*(.*)", file.read())
    with open("/proc/meminfo") as file:
        kibibytes = int(re.search(r"MemTotal:\s*(\d+)", file.read()).group(1))
    return {
        "cpu": models[0] if models else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": kibibytes * 1024,
        "kernel": platform.release(),
        "load": os.getloadavg()[0],
        "swift": _swift(),
        "python": platform.python_version(),
    }


def _swift():
    try:
        output = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    match = re.search(r"Swift version (\S+)", output)
    return match.group(1) if match else "unknown"


def slug(machine):
    """The CPU's name for a file's name."""
    text = re.sub(r"\((r|tm)\)|cpu|processor|@.*", "", machine["cpu"].lower())
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "unknown"


def line(machine):
    return (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_bytes'] / 2**30:.0f} GiB, "
        f"Linux {machine['kernel']}, load {machine['load']:.1f}, Swift {machine['swift']}, Python {machine['python']}"
    )
