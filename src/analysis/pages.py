"""What every page carries so that it needs nothing else: its font, and the names of the scripts that may run on it."""

import base64
import hashlib
from collections.abc import Iterable
from html import unescape

from analysis.fonts import subset_font

_FONT_FAMILY = "Noto Sans SC"


def hash_scripts(scripts: Iterable[str]) -> str:
    """The hashes of scripts as a Content-Security-Policy lists them: no other script runs on the page."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def embed_font(page: str) -> str:
    """The page with the font for exactly its characters, so that no machine shows boxes."""
    font = base64.b64encode(subset_font(set(unescape(page)))).decode()
    face = f"@font-face{{font-family:'{_FONT_FAMILY}';src:url(data:font/woff2;base64,{font}) format('woff2');font-display:block}}"
    return page.replace("<style>", f"<style>{face}\n", 1)
