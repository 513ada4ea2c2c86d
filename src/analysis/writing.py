"""Writing a file whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from analysis.errors import RenderError


def write_beside(target: Path, content: bytes) -> None:
    """Write `content` to a new file beside `target`, then rename it: a reader never meets half a file, and a failure loses nothing.

    Missing folders are made. Raises RenderError where the file cannot be written.
    """
    # A short name of its own: one made from the target's could be too long for the file system.
    temporary = target.parent / f".yanci-{os.getpid()}.tmp"
    if not target.name:
        raise RenderError(f"{str(target)!r} is a folder; allowed: the name of a file. Choose another with -o.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as error:
        reason = error.strerror or error
        raise RenderError(f"{target} cannot be written ({reason}); allowed: a folder with room where you may write. Choose another with -o.") from error
    finally:
        # Where the folder itself is at fault there is nothing to remove.
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
