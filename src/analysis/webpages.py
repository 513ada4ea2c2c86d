"""From HTML and Markdown to plain text: what a browser would show, line by line, and what the page says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_\-]+)", re.IGNORECASE)
_DROPPED = frozenset(
    "head title script style noscript template iframe frame svg math object embed applet audio video canvas map nav"
    " select option datalist button textarea rt rp".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark meter nobr o:p output progress q ruby rb s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
_CELLS = frozenset(("td", "th"))
# Blocks that Markdown sets apart by a blank line; inside others a line break is enough.
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 pre blockquote ul ol table hr".split())
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
# Where editors of official sites put the article, by id or class; tried after the elements that HTML has for it.
_CONTENT = tuple(
    "article main UCAP-CONTENT zoom Zoom ozoom js_content p-detail detailContent artibody TRS_Editor TRS_UEDITOR pages_content article-content".split()
)
_MOST = 0.7
_SITE = re.compile(r"\s*(?:[_|—–]+|\s-+\s|-{2,}|(?<=[一-鿿])-(?=[一-鿿]))\s*")


@dataclass(frozen=True)
class Page:
    """What a page shows and says: its plain text, and title, speaker and date where its markup names them.

    certain: the title comes from markup made for the article's title. surroundings: text outside of the chosen part.
    """

    text: str
    title: str | None = None
    certain: bool = False
    speaker: str | None = None
    delivered: str | None = None
    published: str | None = None
    surroundings: str = ""


def declared_charset(data: bytes) -> str | None:
    """The encoding that an HTML page declares in its first 4 KB, or None. Often wrong."""
    found = _CHARSET.search(data[:4096])
    return (found[1] or found[2]).decode("ascii") if found else None


def read_html(markup: str) -> Page:
    """The visible text of an HTML page, a line for each block, and its metadata. Nothing is run or fetched.

    The element that holds the article is taken alone only where it has at least 70 % of the text outside of links; else the whole
    body is kept. Hidden by style sheets alone is not hidden here.
    """
    soup = _parse(markup)
    body = soup.body or soup
    part = _main_part(body)
    title, certain = _find_title(soup)
    surroundings = "" if part is body else extract_text(body)
    published = _meta(soup, "pubdate", "publishdate", "article:published_time", "og:release_date")
    return Page(extract_text(part), title, certain, published=published, surroundings=surroundings)


def read_markdown(source: str) -> Page:
    """The text of a CommonMark source (with tables) without its marks, link addresses, images and raw HTML; blank lines between blocks.

    A line break in the source stays one. Four blanks at a line's head make no code block. Front matter gives title, speaker and date.
    """
    from markdown_it import MarkdownIt

    fields, source = _split_front_matter(source)
    parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": 100}).enable("table").disable("code")
    soup = _parse(_STARS.sub(r"\1", parser.render(source)))
    heads = [text for head in soup.find_all("h1") if (text := _flat(extract_text(head)))]
    title = fields.get("title") or (heads[0] if len(heads) == 1 else None)
    text = extract_text(soup.body or soup, gap="\n\n")
    return Page(text, title, True, fields.get("speaker") or fields.get("讲话人"), fields.get("date") or fields.get("日期"))


# CommonMark leaves ** as it is between a Chinese character and a quotation mark.
_STARS = re.compile(r"\*\*(?=\S)([^*\n<>]+?)(?<=\S)\*\*")
_FRONT = re.compile(r"---[ \t]*\r?\n((?:[^\n]*\n){1,50}?)---[ \t]*(?:\r?\n|\Z)")
_FIELD = re.compile(r"^([\w\u4e00-\u9fff]+)[ \t]*[:：][ \t]*(.*?)[ \t\r]*$", re.MULTILINE)


def _split_front_matter(source: str) -> tuple[dict[str, str], str]:
    block = _FRONT.match(source)
    fields = {key.lower(): value.strip("\"'") for key, value in _FIELD.findall(block[1])} if block else {}
    return (fields, source[block.end() :]) if block and fields else ({}, source)


def _parse(markup: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup

    # The XML declaration and a text without any tag would both make the parser warn about what it is given.
    markup = re.sub(r"^\s*<\?xml[^>]*>", "", markup)
    return BeautifulSoup(f"<!DOCTYPE html>\n{markup}", "lxml")


def _meta(soup: "BeautifulSoup", *names: str) -> str | None:
    """The first content of the `<meta>` elements called one of `names`."""
    found = {}
    for tag in soup.find_all("meta"):
        key = str(tag.get("name") or tag.get("property") or "").strip().lower()
        found.setdefault(key, _flat(str(tag.get("content") or "")))
    return next((found[name] for name in names if found.get(name)), None)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _find_title(soup: "BeautifulSoup") -> tuple[str | None, bool]:
    """The title in the markup, and whether it is surely the article's and not the site's."""
    title = _flat(soup.title.get_text()) if soup.title else ""
    named = _meta(soup, "articletitle", "og:title")
    if named:
        return _without_site(named), True
    heads = [text for head in soup.find_all("h1") if len(text := _flat(extract_text(head))) >= 4]
    if len(heads) == 1 and (not title or _squeeze(heads[0]) in _squeeze(title)):
        return heads[0], True
    return _without_site(title) or None, False


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _without_site(title: str) -> str:
    """`title` without the names of column and site that pages put after it: 标题_栏目_网站."""
    return _SITE.split(title)[0].strip() or title


def _main_part(body: "Tag") -> "Tag":
    whole = _weight(body)
    found: dict[int, list[Tag]] = {}
    for tag in body.find_all(True):
        rank = _rank(tag)
        if rank is not None:
            found.setdefault(rank, []).append(tag)
    for rank in sorted(found):
        # Boxes within boxes of one name would be weighed again and again; the first few tell enough.
        best = max(found[rank][:20], key=_weight)
        if _weight(best) >= _MOST * whole:
            return best
    return body


def _rank(tag: "Tag") -> int | None:
    """The place in _CONTENT of what `tag` is or is called, or None."""
    role = "main" if tag.get("role") == "main" else ""
    names = (tag.name, role, tag.get("id"), *(tag.get_attribute_list("class")))
    return min((_CONTENT.index(name) for name in names if name in _CONTENT), default=None)


def _weight(tag: "Tag") -> int:
    """Characters that are shown outside of links; menus are links."""
    return sum(len(text.strip()) for kind, text in _walk(tag, skip_links=True) if kind == "text")


def _is_shown(tag: "Tag") -> bool:
    return tag.name not in _DROPPED and not tag.has_attr("hidden") and not _HIDDEN.search(str(tag.get("style") or ""))


def _walk(root: "Tag", *, skip_links: bool = False) -> Iterator[tuple[str, str]]:
    """`("text", characters)`, `("open", name)`, `("close", name)` in document order, without recursion: pages nest deeply."""
    from bs4 import CData, NavigableString, Tag

    stack: list[tuple[str, Iterator, Iterator[int]]] = [("", iter((root,)), count())]
    while stack:
        name, children, numbers = stack[-1]
        node = next(children, None)
        if node is None:
            stack.pop()
            yield "close", name
        elif isinstance(node, Tag):
            if _is_shown(node) and not (skip_links and node.name == "a"):
                # A browser shows the number of a numbered item: it is open as `li 3`.
                yield "open", f"li {next(numbers)}" if node.name == "li" and name == "ol" else node.name
                stack.append((node.name, iter(node.contents), count(_first_number(node))))
        elif type(node) in (NavigableString, CData):
            yield "text", str(node)


def _first_number(tag: "Tag") -> int:
    first = str(tag.get("start") or "")
    return int(first) if first.isdecimal() and len(first) < 10 else 1


def extract_text(root: "Tag", *, gap: str = "\n") -> str:
    """The text of `root` as a browser shows it: blocks and `<br>` end a line, cells end with a tab, inline elements do not break.

    gap: what stands between paragraphs, headings, lists and tables.
    """
    writer = _Writer(gap)
    for kind, value in _walk(root):
        if kind == "text":
            writer.write(value)
        elif kind == "open":
            writer.open(value)
        else:
            writer.close(value)
    return "".join(writer.pieces).strip(" \t\r\n")


class _Writer:
    """Collects the lines of a page. White space is one blank, and none between Chinese characters where it is a line break."""

    def __init__(self, gap: str) -> None:
        self.gap, self.pieces, self.last, self.pending, self.preformatted = gap, [], "\n", "", 0

    def write(self, text: str) -> None:
        if self.preformatted:
            self._put(text)
            return
        for part in re.split(r"([ \t\n\r\f]+)", text):
            if _BLANKS.fullmatch(part):
                self.pending += part
            elif part:
                self._put(self._blank_before(part) + part)

    def _blank_before(self, part: str) -> str:
        if not self.pending or self.last[-1] in "\n\t":
            return ""
        wide = east_asian_width(self.last[-1]) in "WF" and east_asian_width(part[0]) in "WF"
        return "" if wide and "\n" in self.pending else " "

    def _put(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.last, self.pending = (self.last + text)[-2:], ""

    def open(self, name: str) -> None:
        if name == "br":
            self._put("\n")
            return
        if name not in _INLINE and name not in _CELLS:
            self._end_line(name)
        if name.startswith("li "):
            self._put(f"{name[3:]}. ")
        self.preformatted += name == "pre"

    def close(self, name: str) -> None:
        self.preformatted -= name == "pre"
        if name in _CELLS:
            self.pending = ""
            self._put("\t" if self.last[-1] not in "\n\t" else "")
        elif name and name != "br" and name not in _INLINE:
            self._end_line(name)

    def _end_line(self, name: str) -> None:
        """End the line that is open; after and before a paragraph, leave its gap."""
        self.pending = ""
        while self.last.endswith("\t") and self.pieces and self.pieces[-1] == "\t":
            self.pieces.pop()
            self.last = (self.pieces[-1] if self.pieces else "\n")[-2:]
        if not self.last.endswith("\n"):
            self._put("\n")
        if name in _PARAGRAPHS and len(self.gap) > 1 and self.pieces and self.last != "\n\n":
            self._put("\n")
