"""What a page says about a speech before any analysis: title, facts, and where all of it comes from."""

import platform
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from analysis.frequency import select_words
from analysis.panels import Panel
from analysis.errors import check_choice
from analysis.wording import LANGS

if TYPE_CHECKING:
    from analysis.speech import Speech

_WORDING = {
    "zh": {
        "speaker": "讲话人", "date": "日期", "characters": "字（不计标点）", "sentences": "句", "tokens": "词次", "terms": "不同的词", "paragraphs": "段",
        "provenance": "来源与设置", "file": "文件", "size": "{:,} 字节", "hash": "SHA-256", "encoding": "编码", "versions": "版本", "segmenter": "分词", "own": "本文新词",
        "own_value": "{} 个，只用于本文", "furniture": "页面附件", "furniture_value": "{} 行（编辑、电话、下载按钮等），不计入统计", "script": "繁体，按单字折合为简体匹配",
    },
    "en": {
        "speaker": "Speaker", "date": "Date", "characters": "characters without punctuation", "sentences": "sentences", "tokens": "tokens", "terms": "terms", "paragraphs": "paragraphs",
        "provenance": "Provenance and settings", "file": "File", "size": "{:,} bytes", "hash": "SHA-256", "encoding": "Encoding", "versions": "Versions", "segmenter": "Segmenter",
        "own": "Words of its own", "own_value": "{}, used for this text alone", "furniture": "Page furniture", "furniture_value": "{} lines (credits, telephone numbers, buttons), not counted",
        "script": "traditional, matched character by character as simplified",
    },
}  # fmt: skip
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
    say = _WORDING[lang]
    about = " · ".join(f"{say[name]} {escape(value)}" for name, value in (("speaker", speech.speaker), ("date", speech.date)) if value)
    facts = "".join(f"<div><dt>{say[name]}</dt><dd>{value:,}</dd></div>" for name, value in measure_size(speech).items())
    headlines = speech.paragraphs.query("zone == 'headline'")["text"].tolist() if speech.origin else []
    title = "<br>".join(escape(line) for line in headlines) or escape(speech.title or speech.doc_id)
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _provenance(speech, say))
    return Panel(
        f"<h1>{title}</h1>{f'<p>{about}</p>' if about else ''}<dl class=\"y-facts\">{facts}</dl>"
        f'<details class="y-provenance"><summary>{say["provenance"]}</summary><dl>{lines}</dl></details>'
    )


def _provenance(speech: "Speech", say: dict[str, str]) -> list[tuple[str, str]]:
    lines = []
    if speech.origin:
        lines += [(say["file"], f"{speech.origin.name}（{say['size'].format(speech.origin.size)}）"), (say["hash"], speech.origin.sha256), (say["encoding"], speech.origin.encoding)]
    lines.append((say["segmenter"], speech.segmenter.name))
    lines.append((say["own"], say["own_value"].format(len(speech.own_words))))
    furniture = int((speech.paragraphs["zone"] == "furniture").sum())
    if furniture:
        lines.append((say["furniture"], say["furniture_value"].format(furniture)))
    if speech.is_traditional:
        lines.append(("漢字", say["script"]))
    return [*lines, (say["versions"], "，".join(f"{name} {number}" for name, number in list_versions().items()))]
