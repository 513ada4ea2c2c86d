"""What the commands write: a table into a file or to the terminal, and complaints beside it."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.writing import write_beside

if TYPE_CHECKING:
    import pandas as pd

TABLE_FORMATS = ("csv", "json")


def complain(message: object) -> None:
    """Say on stderr, in one line, what was wrong."""
    print(f"yanci: {message}", file=sys.stderr)


def tell_reader(message: str) -> None:
    """Say on stderr what a table comes to, where somebody reads it: scripts, which look there for what went wrong, get nothing."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)


def put_table(table: "pd.DataFrame", out: Path | None, *, form: str = "csv") -> None:
    """Write `table` as CSV or JSON into the file `out`, whose name is then said, or to stdout in UTF-8. Raises RenderError as `write_beside` does."""
    text = to_csv(table) if form == "csv" else table.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    if out:
        # With a byte-order mark spreadsheets open the file as Chinese.
        write_beside(out, text.encode("utf-8-sig" if form == "csv" else "utf-8"))
        print(out)
    else:
        sys.stdout.buffer.write(text.encode())
        # Now, so that what is said of the table stands below it.
        sys.stdout.buffer.flush()


def to_csv(table: "pd.DataFrame") -> str:
    """`table` as CSV, one line a row whatever line ends its texts have."""
    # Python 3.11 does not quote a lone carriage return, and a reader would end the row there.
    words = table.select_dtypes(["str", "object"])
    lone_return = any(words[name].astype("str").str.contains("\r", regex=False).any() for name in words)
    return table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC if lone_return else csv.QUOTE_MINIMAL)
