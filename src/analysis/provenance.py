"""What a page says about a speech before any analysis: title, facts, and where all of it comes from."""

import platform
from collections.abc import Callable
from functools import partial
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from analysis.errors import check_choice
from analysis.frequency import select_words
from analysis.panels import Panel
from analysis.wording import LANGS, say

if TYPE_CHECKING:
    from analysis.speech import Speech

# Line of the title block → (Chinese, English).
_WORDING = {
    "speaker": ("讲话人", "Speaker"),
    "date": ("日期", "Date"),
    "characters": ("字（不计标点）", "characters without punctuation"),
    "tokens": ("词次", "tokens"),
    "terms": ("不同的词", "terms"),
    "sentences": ("句", "sentences"),
    "paragraphs": ("段", "paragraphs"),
    "provenance": ("来源与设置", "Provenance and settings"),
    "file": ("文件", "File"),
    "file_value": ("{}（{:,} 字节）", "{} ({:,} bytes)"),
    "encoding": ("编码", "Encoding"),
    "segmenter": ("分词", "Segmenter"),
    "own": ("本文新词", "Words of its own"),
    "own_value": ("{} 个，只用于本文", "{}, used for this text alone"),
    "furniture": ("页面附件", "Page furniture"),
    "furniture_value": ("{} 行（编辑、电话、下载按钮等），不计入统计", "{} lines (credits, telephone numbers, buttons), not counted"),
    "script": ("字形", "Script"),
    "script_value": ("繁体，按单字折合为简体匹配", "traditional, matched character by character as simplified"),
    "versions": ("版本", "Versions"),
}
_PACKAGES = ("yanci", "jieba", "pandas", "matplotlib")


def list_versions() -> dict[str, str]:
    """The versions that decide a result: package → version, and Python's."""
    versions = {"Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "?"
    return versions


def measure_size(speech: "Speech") -> dict[str, int]:
    """How long the speech is without page furniture: `characters` (of words), `tokens`, `terms`, `sentences`, `paragraphs`."""
    words = select_words(speech.tokens)
    return {
        "characters": int(words["term"].str.len().sum()),
        "tokens": len(words),
        "terms": words["term"].nunique(),
        "sentences": int((speech.sentences["zone"] != "furniture").sum()),
        "paragraphs": int((speech.paragraphs["zone"] != "furniture").sum()),
    }


def describe_speech(speech: "Speech", *, lang: str = "zh") -> Panel:
    """The title block of a page: title, speaker and date where known, the size in figures, and the provenance.

    Raises OptionError for an unknown `lang`.
    """
    check_choice("lang", lang, LANGS)
    wording = partial(say, lang=lang, table=_WORDING)
    about = " · ".join(f"{wording(name)} {escape(value)}" for name, value in (("speaker", speech.speaker), ("date", speech.date)) if value)
    facts = "".join(f"<div><dt>{wording(name)}</dt><dd>{value:,}</dd></div>" for name, value in measure_size(speech).items())
    headlines = speech.paragraphs.query("zone == 'headline'")["text"].tolist() if speech.origin else []
    title = "<br>".join(escape(line) for line in headlines) or escape(speech.title or speech.doc_id)
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _provenance(speech, wording))
    return Panel(
        f'<h1>{title}</h1>{f"<p>{about}</p>" if about else ""}<dl class="y-facts">{facts}</dl>'
        f'<details class="y-provenance"><summary>{wording("provenance")}</summary><dl>{lines}</dl></details>'
    )


def _provenance(speech: "Speech", wording: Callable[[str], str]) -> list[tuple[str, str]]:
    lines = []
    if speech.origin:
        lines.append((wording("file"), wording("file_value").format(speech.origin.name, speech.origin.size)))
        lines += [("SHA-256", speech.origin.sha256), (wording("encoding"), speech.origin.encoding)]
    lines.append((wording("segmenter"), speech.segmenter.name))
    lines.append((wording("own"), wording("own_value").format(len(speech.own_words))))
    furniture = int((speech.paragraphs["zone"] == "furniture").sum())
    if furniture:
        lines.append((wording("furniture"), wording("furniture_value").format(furniture)))
    if speech.is_traditional:
        lines.append((wording("script"), wording("script_value")))
    return [*lines, (wording("versions"), ", ".join(f"{name} {number}" for name, number in list_versions().items()))]
