"""The page that lists the reports of one run, with the headline figures of each: a table to sort, and a link to each report."""

import json
import os
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from analysis import cards
from analysis.errors import OptionError, check_choice
from analysis.headline import GENRES, MEASURES, read_references, show_figure
from analysis.pages import hash_scripts, write_page
from analysis.report import Report
from analysis.templates import read_template
from analysis.wording import LANGS, say

_OURS = b'<meta name="generator" content="yanci index">'
# The mark of an index of ours stands before its style and font.
_HEAD = 4096
_WORDING = {
    "title": ("讲话目录", "Speeches"),
    "about": ("{} 篇。点标题看报告，点列名排序。", "Reports: {}. Click a title to read one, a heading to sort."),
    "name": ("标题", "Title"),
    "date": ("日期", "Date"),
    "usual": ("通常：{}", "Usual: {}"),
    "failed": ("有一步出错，见报告", "a step failed, see the report"),
    "unread": ("没有写成的", "Not written"),
}


def render_index(reports: Sequence[Report], out: str | os.PathLike, *, failures: Sequence[str] = (), lang: str = "zh") -> Path:
    """Write a page into the folder `out` that lists `reports` and their headline figures; its path comes back.

    failures: a line for each file that has no report. The page is index.html; where that name belongs to a report or to a file that is no
    index of ours, it is index-1.html, index-2.html … Raises OptionError for no reports or an unknown `lang`, RenderError where it cannot be written.
    """
    check_choice("lang", lang, LANGS)
    if not reports:
        raise OptionError("there is no report to list; allowed: one or more. Pass what render_report returned.")
    folder = Path(out)
    target = _choose_name(folder, {report.path.name.casefold() for report in reports})
    scripts = [read_template("sortable.min.js"), read_template("page.js")]
    page = Template(read_template("list.html")).substitute(
        html_lang={"zh": "zh-Hans", "en": "en"}[lang],
        hashes=hash_scripts(scripts),
        title=say("title", lang, _WORDING),
        about=say("about", lang, _WORDING).format(len(reports)),
        style=read_template("page.css"),
        say=escape(json.dumps({key: say(key, lang) for key in ("search", "search_hint", "rows")}, ensure_ascii=False)),
        table=_lay_out(reports, folder, lang),
        failures=_list_failures(failures, lang),
        note=cards.describe_usual(ranges=False, lang=lang),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )
    write_page(target, page)
    return target


def _choose_name(folder: Path, taken: set[str]) -> Path:
    """index.html, or with a number where that is a report or not ours; some file systems do not tell Index.html apart."""
    names = (f"index{f'-{number}' if number else ''}.html" for number in range(len(taken) + 1000))
    return next(folder / name for name in names if name not in taken and _is_free(folder / name))


def _is_free(path: Path) -> bool:
    if not path.exists():
        return True
    try:
        with path.open("rb") as file:
            return _OURS in file.read(_HEAD)
    except OSError:
        return False


def _lay_out(reports: Sequence[Report], folder: Path, lang: str) -> str:
    """The table: a row a report, and below them what is usual in each genre."""
    heading = partial(say, lang=lang, table=_WORDING)
    measure = partial(say, lang=lang, table=cards.WORDING)
    names = [f'<th scope="col"><button type="button">{heading(name)}</button></th>' for name in ("name", "date")]
    names += [
        f'<th scope="col" class="y-number"><button type="button">{measure(each)} <small>{measure(f"{each}_unit")}</small></button></th>' for each in MEASURES
    ]
    usual = read_references().set_index(["measure", "genre"])["median"]
    rows = "".join(_row(report, folder, lang) for report in reports)
    below = "".join(
        f'<tr><th scope="row" colspan="2">{heading("usual").format(measure(genre))}</th>'
        + "".join(f'<td class="y-number">{show_figure(each, usual[each, genre], lang=lang)}</td>' for each in MEASURES)
        + "</tr>"
        for genre in GENRES
    )
    table = f'<table class="sortable"><thead><tr>{"".join(names)}</tr></thead><tbody>{rows}</tbody><tfoot>{below}</tfoot></table>'
    return f'<div class="y-table" tabindex="0" role="group" aria-label="{heading("title")}">{table}</div>'


def _row(report: Report, folder: Path, lang: str) -> str:
    address = escape(quote(os.fsencode(os.path.relpath(report.path, folder)).replace(os.sep.encode(), b"/")))
    title = escape(report.title or report.path.stem)
    failed = f" <small>{say('failed', lang, _WORDING)}</small>" if report.errors else ""
    cells = [
        f'<td data-sort="{title}"><a href="{address}">{title}</a> <small>{escape(report.path.name)}</small>{failed}</td>',
        f'<td class="y-date">{escape(report.date or "–")}</td>',
    ]
    for measure in MEASURES:
        value = report.figures.get(measure)
        known = cards.has_evidence(measure, value)
        shown = show_figure(measure, value, lang=lang) if known else "–"
        cells.append(f'<td class="y-number" data-sort="{value if known else ""}">{shown}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _list_failures(failures: Sequence[str], lang: str) -> str:
    if not failures:
        return ""
    return f"<h2>{say('unread', lang, _WORDING)}</h2><ul>{''.join(f'<li>{escape(each)}</li>' for each in failures)}</ul>"
