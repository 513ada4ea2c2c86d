"""How a chart looks and reads: its few colours, its labels in two languages, and text that is always drawn safely.

Everything is set on the artists themselves, so no setting of matplotlib changes and none of the user's can break a chart.
"""

import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from analysis.errors import OptionError
from analysis.fonts import font_properties, missing_glyphs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

# Red and blue stay apart for the common kinds of colour blindness. A page recolours these hexadecimal values for dark mode.
PALETTE = {"ink": "#1f2937", "muted": "#6b7280", "grid": "#e5e7eb", "accent": "#b4232a", "accent2": "#1f5f8b", "soft": "#d9c7a3"}
LANGUAGES = ("zh", "en")
TERM_SIZE, NOTE_SIZE, CAPTION_SIZE = 10.5, 9.0, 8.5  # points; nothing is set below 8
_WIDTH, _ROW, _MARGIN, _HEADER, _PLAIN_HEIGHT = 7.0, 0.245, 0.75, 0.25, 4.0  # inches
LONGEST = 28  # in half widths: 14 Chinese characters
UNDRAWABLE = "□"
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

LABELS = {
    "zh": {
        "none": "无数据",
        "n": "出现次数",
        "rate": "频率",
        "position": "在文中的位置（第几字）",
        "times": "{:,} 倍",
        "same": "相同",
        "counts": "次数",
        "ratio": "频率相差几倍；横线为置信区间，灰色的包含“相同”，差别不能确认",
        "ratio_adjusted": "频率相差几倍；横线为置信区间，灰色的包含“相同”或校正后 p > 0.05，差别不能确认",
        "left": "← {} 更常用",
        "right": "{} 更常用 →",
        "cloud": "{} 个词，次数越多字越大；面积不能比较，请看词表",
        "omitted": "；放不下 {} 个",
        "alt_ranking": "条形图，{} 个词的{}，从高到低：{}。",
        "alt_dispersion": "分布图，{} 个词在全文 {:,} 字中出现的位置：{}。",
        "alt_comparison": "对比图，{} 个词。{}更常用：{}；{}更常用：{}；差别不能确认：{}。",
        "alt_cloud": "词云，{} 个词{}，最大的是：{}。",
        "nobody": "无",
        "join": "、",
    },
    "en": {
        "none": "no data",
        "n": "occurrences",
        "rate": "rate",
        "position": "position in the text (character)",
        "times": "{:,}×",
        "same": "same",
        "counts": "counts",
        "ratio": "ratio of rates; line: confidence interval; grey: it includes 'same', no difference shown",
        "ratio_adjusted": "ratio of rates; line: confidence interval; grey: it includes 'same' or adjusted p > 0.05",
        "left": "← more in {}",
        "right": "more in {} →",
        "cloud": "terms: {}, larger where more frequent; areas do not compare, see the table",
        "omitted": "; {} did not fit",
        "alt_ranking": "Bar chart (terms: {}) by {}, highest first: {}.",
        "alt_dispersion": "Dispersion plot (terms: {}) along {:,} characters: {}.",
        "alt_comparison": "Comparison (terms: {}). More in {}: {}; more in {}: {}; no difference shown: {}.",
        "alt_cloud": "Word cloud (terms: {}{}); the largest are: {}.",
        "nobody": "none",
        "join": ", ",
    },
}


def show_term(term: object, *, longest: int = LONGEST) -> str:
    """A string as a chart may draw it: in one line, at most `longest` half widths (a Chinese character has two), else cut with ….

    White space becomes one space; what the font lacks or nobody can see (control and format characters, lone surrogates)
    becomes □. Markup such as `$` or `\\` stays as it is: charts draw text, never formulas.
    """
    # A cut before the slow steps; the longest word of a hostile table may be a whole book.
    line = " ".join(_VARIATION.sub("", str(term)[: 8 * longest]).split())
    undrawable = missing_glyphs(line)
    drawn = "".join(UNDRAWABLE if character in undrawable or category(character).startswith("C") else character for character in line)
    if measure_width(drawn) > longest:
        while measure_width(drawn) > longest - 2:
            drawn = drawn[:-1]
        drawn += "…"
    return drawn or UNDRAWABLE


def measure_width(text: str) -> int:
    """The width of a string in half widths: a Chinese character takes two, a Latin letter one."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def show_number(value: float) -> str:
    """A count as 1,234; a rate with one decimal, or two digits where it is below 1."""
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2g}"


def list_terms(terms: Iterable[str], lang: str) -> str:
    """Terms in a row, or the word for none."""
    return LABELS[lang]["join"].join(terms) or LABELS[lang]["nobody"]


def style_text(text: "Text", size: float, color: str) -> "Text":
    """The same text object, in our font at `size` points, in a colour of the palette, never read as a formula."""
    text.set(fontproperties=font_properties(size), color=PALETTE[color], parse_math=False, usetex=False)
    return text


def begin_axes(ax: "Axes | None", rows: int | None, *, header: bool = False) -> "Axes":
    """Axes without frame, ticks or background: `ax` itself, or those of a new figure that is high enough for `rows`.

    The title and the axis labels, where still empty, get our font, so that `ax.set_title("词频")` shows characters.
    """
    ax = ax if ax is not None else _new_axes(rows, header)
    ax.set_facecolor("none")
    ax.grid(False)
    ax.minorticks_off()
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(which="both", length=0, top=False, right=False, labeltop=False, labelright=False, labelbottom=True, labelleft=True)
    ax.set(xticks=[], yticks=[])
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        if not text.get_text():
            style_text(text, TERM_SIZE, "ink")
    return ax


def _new_axes(rows: int | None, header: bool) -> "Axes":
    """Through pyplot, so that a notebook shows the figure; it is transparent, which JupyterLab backs with white in dark mode."""
    import matplotlib.pyplot as plt

    height = _PLAIN_HEIGHT if rows is None else max(1.6, _MARGIN + _HEADER * header + _ROW * rows)
    figure = plt.figure(figsize=(_WIDTH, height), facecolor="none", layout="none" if rows is None else "constrained")
    return figure.add_axes((0, 0, 1, 1)) if rows is None else figure.add_subplot()


def say_empty(ax: "Axes", lang: str) -> "Axes":
    """The Axes with nothing but the words 无数据 / no data."""
    style_text(ax.text(0.5, 0.5, LABELS[lang]["none"], transform=ax.transAxes, ha="center", va="center"), TERM_SIZE, "muted")
    ax.set_label(LABELS[lang]["none"])
    return ax


def label_rows(ax: "Axes", terms: Iterable[object], *, notes: Sequence[str] | None = None, heading: str = "") -> list[str]:
    """Name the rows 0, 1, … from the top down, with notes, under a heading, at their right ends; the names as shown come back."""
    shown = [show_term(term) for term in terms]
    ax.set_yticks(range(len(shown)), labels=shown)
    for tick in ax.yaxis.get_major_ticks():
        tick.set_pad(8)
        style_text(tick.label1, TERM_SIZE, "ink")
    ax.set_ylim(len(shown) - 0.4, -0.6)
    for row, note in enumerate(notes or []):
        style_text(ax.text(1.015, row, note, transform=ax.get_yaxis_transform(), va="center_baseline"), NOTE_SIZE, "muted")
    if notes and heading:
        style_text(ax.text(1.015, 1.01, heading, transform=ax.transAxes, va="bottom"), NOTE_SIZE, "muted")
    return shown


def label_scale(ax: "Axes", positions: Sequence[float], labels: Sequence[str]) -> None:
    """Ticks along the bottom, all inside the limits already set, with a thin line upward from each."""
    ax.set_xticks(positions, labels=labels)
    for tick in ax.xaxis.get_major_ticks():
        style_text(tick.label1, NOTE_SIZE, "muted")
    for position in positions:
        ax.axvline(position, color=PALETTE["grid"], linewidth=0.8, zorder=0)


def caption_axes(ax: "Axes", text: str) -> None:
    """A line below the chart that says what its lengths or positions are, starting at its left edge."""
    ax.set_xlabel(text, loc="left", labelpad=5)
    style_text(ax.xaxis.label, CAPTION_SIZE, "muted")


def alt_text(ax: "Axes") -> str:
    """What a chart of this package shows, in a sentence for those who do not see it; empty for other Axes."""
    return ax.get_label()


def chart_svg(ax: "Axes") -> str:
    """The figure of a chart as one `<svg>` element to put into a page: text stays text, `alt_text` is its label.

    The same chart gives the same string. Identifiers are dropped as far as nothing refers to them, so that several charts
    fit one page. The page must bring the font (`fonts.subset_font`) under the name `fonts.font_family()`.
    """
    from html import escape

    from matplotlib import rc_context

    figure = ax.get_figure(root=True)
    if figure is None:
        raise OptionError(f"ax={ax!r} belongs to no figure any more; allowed: Axes of a figure. Draw the chart again.")
    buffer = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "yanci", "svg.id": None}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Type": None, "Format": None}, facecolor="none")
    svg = buffer.getvalue()
    svg = re.sub(r'<g id="[\w.]+_\d+"', "<g", svg[svg.index("<svg") :])
    # A style sheet inside a page would hold for the whole page.
    svg = re.sub(r"<defs>\s*<style[^<]*</style>\s*</defs>\s*", "", svg, count=1)
    label = " ".join(filter(None, (alt_text(each) for each in figure.axes)))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1).rstrip() + "\n"
