"""The report's page: its nbconvert template, style and script, and the sorter that it ships."""

from functools import cache
from importlib.resources import files


@cache
def read_template(name: str) -> str:
    """The shipped file `name` of the page, such as `page.css`."""
    return files(__name__).joinpath("yanci", name).read_text(encoding="utf-8")
