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

# What `chart_svg` writes of a named artist: names of ours hold no quotation marks.
_NAMED = re.compile(r'<g id="y-(go|lane):(\d+):([^"]*)">(.*?)</g>\n?', flags=re.DOTALL)


def link_chart(ax: "Axes", speech: "Speech", passages: pd.DataFrame, *, column: str = "term", along: bool = True, lang: str = "zh") -> "Axes":
    """A chart whose rows, or in a cloud words, lead to their passages in a report; the same Axes.

    passages: spans of the speech. column: the one whose values name the rows of the chart; rows that no value names stay as they are.
    along: whether the chart runs along the text, so that a click in a row goes to the passage nearest to that place; else to the first.
    A row leads to at most 400 passages. Raises TableError for a table without the column or of another speech, OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGUAGES)
    check_table(passages, column, speech=speech)
    places = _name_places(speech, passages, column, lang)
    rows = {round(float(tick.get_loc())): tick.label1 for tick in ax.yaxis.get_major_ticks()}
    if any(text.get_text() for text in rows.values()):
        for row, text in rows.items():
            if text.get_text() in places:
                _name_row(ax, row, text, places[text.get_text()], along)
        return ax
    for number, text in enumerate(ax.texts):
        if text.get_text() in places:
            text.set_gid(f"y-go:{number}:{places[text.get_text()]}")
    return ax


def _name_places(speech: "Speech", passages: pd.DataFrame, column: str, lang: str) -> dict[str, str]:
    """What a chart shows of a value → its paragraph and passages, such as "3:12-14 20-22"."""
    spoken = passages[(passages["doc_id"] == speech.doc_id) & (passages["start"] < passages["end"]) & passages[column].notna()].sort_values("start", kind="stable")
    values = spoken[column].astype("str")
    shown = {value: show_term(say(value, lang, VALUES) if column in CATEGORIES else value) for value in values.unique()}
    found: dict[str, list[str]] = {}
    for value, start, end in zip(values, spoken["start"], spoken["end"], strict=True):
        found.setdefault(shown[value], []).append(f"{start}-{end}")
    firsts = pd.Series([int(spans[0].partition("-")[0]) for spans in found.values()], dtype="int64")
    paragraphs = find_paragraphs(speech, firsts)
    return {name: f"{paragraph}:{' '.join(spans[:MOST_PASSAGES])}" for (name, spans), paragraph in zip(found.items(), paragraphs, strict=True)}


def _name_row(ax: "Axes", row: int, text: "Text", place: str, along: bool) -> None:
    """Name the text at the left of a row, and lay an invisible lane over what is drawn in it."""
    from matplotlib.patches import Rectangle

    text.set_gid(f"y-go:{row}:{place}")
    low, high = ax.get_xlim()
    lane = Rectangle((low, row - 0.5), high - low, 1, facecolor="none", edgecolor="none", linewidth=0, gid=f"y-lane:{row}:{f'{low:.1f} {high:.1f}' if along else ''}")
    ax.add_artist(lane)


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
    extent = f' data-extent="{extent}"' if extent else ""
    over = f'<g class="y-lane"{extent}>{lane}</g>' if lane else ""
    return f'<a class="y-go" href="#p{paragraph}" data-spans="{spans}">{over}{drawn}</a>\n'
