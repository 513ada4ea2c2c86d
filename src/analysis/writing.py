"""Writing a file whole or not at all."""

import os
from pathlib import Path

from analysis.errors import RenderError


def write_beside(target: Path, content: bytes) -> None:
    """Write `content` to a new file beside `target`, then rename it: a reader never meets half a file, and a failure loses nothing.

    Missing folders are made. Raises RenderError where the file cannot be written.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as error:
        reason = error.strerror or error
        raise RenderError(f"{target} cannot be written ({reason}); allowed: a folder with room where you may write. Choose another with -o.") from error
    finally:
        temporary.unlink(missing_ok=True)
