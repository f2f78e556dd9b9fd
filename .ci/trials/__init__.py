"""Trials of the built program against faults that need root: disks that are full, cut off or unreadable, and the like."""
