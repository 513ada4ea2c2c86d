"""Charts whose rows and words lead to their passages in a report, as the rows of a table do.

A link travels in the names (`gid`) of the artists, which matplotlib writes into the SVG; `link_svg` makes links of them. In a notebook,
where no page listens, a linked chart looks and is as before.
"""

import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.errors import check_choice
from analysis.panels import MOST_PASSAGES, find_paragraphs
from analysis.tables import check_table
from analysis.theme import LANGUAGES, show_term
from analysis.wording import CATEGORIES, VALUES, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from analysis.speech import Speech

# Along the text a click looks for the nearest passage, so that none may be left out of a long one.
_MOST_ALONG = 4000
_EACH = " each"
# What `chart_svg` writes of a named artist: names of ours hold no quotation marks.
_NAMED = re.compile(r'<g id="y-(go|lane):(\d+):([^"]*)">(.*?)</g>\n?', flags=re.DOTALL)


def link_chart(ax: "Axes", speech: "Speech", passages: pd.DataFrame, *, column: str | None = "term", along: bool = True, lang: str = "zh") -> "Axes":
    """A chart whose rows, or in a cloud words, lead to their passages in a report; the same Axes.

    passages: spans of the speech. column: the one whose values name the rows of the chart, and rows that no value names stay as they are;
    None makes one link of the whole chart and its caption, which shows its passages one at a time. along: whether the chart runs along the
    text, so that a click goes to the passage nearest to that place; else to the first. A link leads to at most 400 passages, along the text to 4,000.
    Raises TableError for a table without the column or of another speech, OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGUAGES)
    check_table(passages, *([] if column is None else [column]), speech=speech)
    spoken = passages[(passages["doc_id"] == speech.doc_id) & (passages["start"] < passages["end"])].sort_values("start", kind="stable")
    most = _MOST_ALONG if along else MOST_PASSAGES
    rows = {round(float(tick.get_loc())): tick.label1 for tick in ax.yaxis.get_major_ticks() if tick.label1.get_text()}
    if column is None:
        low, high = sorted(ax.get_ylim())
        if len(spoken) and ax.xaxis.label.get_text():
            _name_lane(ax, 0, ax.xaxis.label, _describe_place(speech, spoken, most), floor=low, height=high - low, along=along, each=True)
        return ax
    places = _name_places(speech, spoken, column, most, lang)
    for row, text in (rows or dict(enumerate(ax.texts))).items():
        place = places.get(text.get_text())
        if place and rows:
            _name_lane(ax, row, text, place, floor=row - 0.5, height=1, along=along)
        elif place:
            text.set_gid(f"y-go:{row}:{place}")
    return ax


def _name_places(speech: "Speech", spoken: pd.DataFrame, column: str, most: int, lang: str) -> dict[str, str]:
    """What a chart shows of a value → its place."""
    named = spoken[spoken[column].notna()]
    shown = {value: show_term(say(str(value), lang, VALUES) if column in CATEGORIES else value) for value in named[column].unique()}
    return {name: _describe_place(speech, rows, most) for name, rows in named.groupby(named[column].map(shown), sort=False)}


def _describe_place(speech: "Speech", rows: pd.DataFrame, most: int) -> str:
    """The paragraph of the first passage and all passages, such as "3:12-14 20-22"."""
    spans = " ".join(f"{start}-{end}" for start, end in zip(rows["start"][:most], rows["end"][:most], strict=True))
    return f"{find_paragraphs(speech, rows['start'].iloc[:1])[0]}:{spans}"


def _name_lane(ax: "Axes", number: int, text: "Text", place: str, *, floor: float, height: float, along: bool, each: bool = False) -> None:
    """Name a text, and lay an invisible lane over what is drawn beside it; with `each` its passages are shown one at a time."""
    from matplotlib.patches import Rectangle

    text.set_gid(f"y-go:{number}:{place}")
    low, high = ax.get_xlim()
    extent = (f"{low:.1f} {high:.1f}" if along else "") + (_EACH if each else "")
    ax.add_artist(Rectangle((low, floor), high - low, height, facecolor="none", edgecolor="none", linewidth=0, gid=f"y-lane:{number}:{extent}"))


def link_svg(svg: str) -> str:
    """The `<svg>` of a chart with a link over its drawing for each named row or word, which a keyboard reaches; unchanged without one.

    To a screen reader it is a group with the description of the chart and these links; the drawing is passed over.
    """
    named = {kind: {number: (about, drawn.strip()) for each, number, about, drawn in _NAMED.findall(svg) if each == kind} for kind in ("go", "lane")}
    if not named["go"]:
        return svg
    links = "".join(_make_link(*link, *named["lane"].get(number, ("", ""))) for number, link in named["go"].items())
    opening, drawing = svg.replace('role="img"', 'role="group"', 1).split(">", 1)
    drawing = _NAMED.sub("", drawing).rstrip().removesuffix("</svg>")
    return f'{opening}>\n<g aria-hidden="true">{drawing}</g>\n{links}</svg>\n'


def _make_link(place: str, drawn: str, extent: str, lane: str) -> str:
    paragraph, _, spans = place.partition(":")
    each = " data-each" if extent.endswith(_EACH) else ""
    extent = f' data-extent="{extent.removesuffix(_EACH)}"' if extent.removesuffix(_EACH) else ""
    over = f'<g class="y-lane"{extent}>{lane}</g>' if lane else ""
    return f'<a class="y-go" href="#p{paragraph}" data-spans="{spans}"{each}>{over}{drawn}</a>\n'
