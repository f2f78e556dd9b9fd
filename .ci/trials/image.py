"""An ext4 image in a file, mounted by a loop device."""

import contextlib
import fcntl
import os
import struct
import subprocess
import tempfile
from pathlib import Path

from .program import need

# EXT4_IOC_SHUTDOWN and EXT4_GOING_FLAGS_NOLOGFLUSH of the kernel's fs/ext4/ext4.h.
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


class Image:
    def __init__(self, folder, megabytes, *options):
        self.file, self.disk = folder / "image", folder / "disk"
        self.disk.mkdir()
        self.file.touch()
        os.truncate(self.file, megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", *options, self.file], check=True)

    @contextlib.contextmanager
    def mounted(self, options="loop"):
        subprocess.run(["mount", "-o", options, self.file, self.disk], check=True)
        try:
            yield self.disk
        finally:
            subprocess.run(["umount", self.disk], check=True)

    def cut_power(self):
        """Shuts the file system down without flushing its journal: what was not synced is gone after the next mount."""
        descriptor = os.open(self.disk, os.O_RDONLY)
        fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(descriptor)

    def device(self):
        found = subprocess.run(["findmnt", "-no", "SOURCE", self.disk], check=True, capture_output=True, text=True)
        return Path(found.stdout.strip())


@contextlib.contextmanager
def image_and_socket(megabytes, *options):
    """An image, and a path for a socket."""
    need("mkfs.ext4", "mount", "findmnt")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield Image(folder, megabytes, *options), folder / "socket"
