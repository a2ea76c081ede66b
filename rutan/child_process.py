"""Child processes with a limit of time and of memory, for whatever could take too much of
either.
"""

import resource
import runpy
import subprocess
import sys
from pathlib import Path


class ChildFailed(Exception):
    """The child gave no answer: ``reason`` is ``slow`` or ``error``, ``said`` the last line of its
    complaint.
    """

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


def run(script: Path, task: bytes, *, seconds: float, megabytes: int) -> bytes:
    """What ``script`` writes to standard output, given ``task`` on standard input; raises
    ChildFailed.

    ``megabytes`` bound the child's address space: interpreter, libraries and all.
    """
    try:
        # -I: neither the environment's keys nor its paths reach the child.
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-I", __file__, str(megabytes), str(script)],
            input=task,
            capture_output=True,
            timeout=seconds,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed("slow") from error
    if child.returncode:
        # Only the last line: what stands above may quote what the child was given.
        lines = child.stderr.decode(errors="replace").strip().splitlines()
        raise ChildFailed("error", lines[-1] if lines else "")
    return child.stdout


def _become(megabytes: str, script: str) -> None:
    """Bind this process, then be the script."""
    most = int(megabytes) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    _become(*sys.argv[1:])
