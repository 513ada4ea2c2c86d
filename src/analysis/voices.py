"""Reported speech (引述): who speaks, by which verb, and from where to where; and the speaker of every row of any other table."""

import itertools
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.cues import DEMAND, ENDING, Context, Opening, cues_in, find_openings, is_quotation, read_context
from analysis.errors import TableError
from analysis.names import LOOK_BACK, PRONOUNS, find_holder, find_subject, name_speakers
from analysis.sharing import once_per_speech
from analysis.splitting import Span
from analysis.tables import build_spans, check_table, text_column

if TYPE_CHECKING:
    from analysis.speech import Speech

_ENUMERATION = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[是要、,]|第[一二三四五六七八九十]{1,3}|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])")
# Sentences that go on with what somebody says, and sentences that tell what happened.
_GOES_ON = re.compile(
    r"(?:要|必须|务必|应|坚持|希望|只有|只要|我们|大家|同时|另一方面|首先|其次|第[一二三四五六]|[一二三四五六]是|这[是就个些]|越是|因此|所以|让)"
)
_NARRATION = re.compile(
    r"(?:会上|会后|会前|会议期间|座谈会上|座谈会后|考察中|调研中|调研期间|考察期间|考察结束|期间|随后|据悉|据了解|据介绍|离开时|当[天日晚]|[^,。]{0,6}(?:记者|获悉)"
    r"|\d{1,2}日|\d{1,2}月\d{1,2}日|在[^,。]{1,30}(?:考察|调研|走访|看望|一线|现场|活动中|仪式上)时?,|[^,。]{2,30}(?:出席|参加)(?:会议|会见|活动|座谈)?[。等]"
    r"|[^,。]{0,20}参加(?:会议|活动|会见|上述)|中央(?:政治局|和国家机关|宣传|纪委)[^。]{0,60}(?:出席|参加|陪同))"
)
_REPORTED_ON = re.compile(
    r"(?:总书记|主席|总理)[^,。]{0,6}(?:嘱托|指引|指示|重要讲话|考察|来到)|我国|各地|全国|全省|全市|全县|近年来|目前|截至|如今|现在|今年以来"
)
_MEETING = re.compile(r"(?:会议|全会|大会)(?:还|同意|审议|研究|听取|由|通过|决定)")
_PLACE = re.compile(r"(?:在[^,。;]{1,40}|[^,。;]{1,20}[中时后间前上]),")
_ACTION = re.compile(
    r"(?:出席|参加|主持|审议|听取|来到|前往|深入|察看|考察|调研|走进|研究了|研究部署|同意|通过|部署具体工作|会见|介绍了|汇报了|作了|作出部署|作说明|传达|宣读|参观|看望"
    r"|慰问|了解|查看|视察|巡查|一行|分别|还就|随后|倍感|激动|发言|决定|讨论|听完|点头|开幕|闭幕|陪同)"
)
_ACTING = re.compile(rf"[^,。]{{0,12}}?{_ACTION.pattern}")
# Whom others cite, and never the other way round.
_HIGHEST = ("总书记", "党中央", "毛主席")
_FIRST_PERSON = re.compile(r"我(?![国区县市省军党州镇乡校院局台部队团司行厂方旗盟社])|咱们|各位代表|同志们:")
_HEADING_MARK = re.compile(r"[\s,:]+|$")
_CLAUSE_END = re.compile(r"[,;。]")
# Sentences without a sign of speech inside a voice in mid-paragraph; points of a counted list below the paragraph; voices in one
# another; sentences back to the person whom a pronoun means.
_GAP, _MOST_POINTS, _DEEPEST, _FAR = 1, 40, 3, 3


@dataclass(frozen=True)
class Voice:
    """One stretch that somebody says; `before` is the person named before it, whom a pronoun means."""

    start: int
    end: int
    holder: Span
    cue: Span
    before: str | None = None
    quoted: bool = False
    colon: bool = False
    inner: bool = False


@dataclass
class Reading:
    """What is known on the way through a text: the voices so far, the one that goes on, and the last holder with a name."""

    context: Context
    rows: list[Span]
    voices: list[Voice]
    current: int = -1
    early: bool = False
    gap: int = 0
    quoted_until: int = 0
    last: Span | None = None

    @property
    def open_voice(self) -> Voice | None:
        return self.voices[self.current] if self.current >= 0 else None


def find_reported_speech(speech: "Speech") -> pd.DataFrame:
    """What somebody else is reported to say, one row a voice; `start`, `end`, `text` are the content.

    Columns: `holder` (who speaks, as written: a name with the title after it, a pronoun, 会议), `cue` (the verb: 指出, 强调, 要求 …), the
    offsets of both, and `speaker`: one name for each person, so that 她 and 丁中平 are one; a pronoun means the last person named.
    The content runs over sentences to the end of the paragraph unless another voice or narration ends it earlier, or to the end
    of the quotation that follows the colon. Voices may lie in one another (three deep at most). A text in the first person,
    such as a work report, has no voices but the quotations that it ascribes to somebody: its 要求 and 强调 are plain verbs.
    The end of a voice in the middle of a long paragraph is a guess by wording. Page furniture is left out.
    Literature: Semino & Short 2004, Corpus Stylistics; Pareti 2015, Attribution: a computational approach (source, cue, content).
    """
    return _voices_of(speech).copy(deep=False)


@once_per_speech
def _voices_of(speech: "Speech") -> pd.DataFrame:
    context = read_context(speech)
    voices = _drop_plain_verbs(context, _find_voices(speech, context)) if context else []
    return _build(speech, sorted(voices, key=lambda voice: (voice.start, -voice.end, voice.cue)), context)


def _build(speech: "Speech", voices: list[Voice], context: Context | None) -> pd.DataFrame:
    spans = {name: [getattr(voice, name) for voice in voices] for name in ("holder", "cue")}
    pairs = [(speech.folded[slice(*voice.holder)], voice.before) for voice in voices]
    speakers = _as_written(speech, name_speakers(pairs, context.names, context.text)) if context else []
    columns = {f"{name}_{side}": [span[i] for span in spans[name]] for name in spans for i, side in enumerate(("start", "end"))}
    texts = {name: [speech.text[start:end] for start, end in spans[name]] for name in spans}
    return build_spans("reported_speech", speech, [(voice.start, voice.end) for voice in voices], **columns, **texts, speaker=speakers)


def _as_written(speech: "Speech", speakers: list[str]) -> list[str]:
    """The speakers in the characters of the text, of which the names are folded copies."""
    written = {}
    for speaker in set(speakers):
        at = speech.folded.find(speaker)
        # A word that a line break cuts stands nowhere in one piece.
        written[speaker] = speech.text[at : at + len(speaker)] if at >= 0 else speaker
    return [written[speaker] for speaker in speakers]


def _find_voices(speech: "Speech", context: Context) -> list[Voice]:
    paragraphs, sentences = speech.listed("paragraphs"), speech.listed("sentences")
    places = list(zip(paragraphs["start"], paragraphs["end"], paragraphs["zone"], strict=True))
    rows = list(zip(sentences["start"], sentences["end"], strict=True))
    reading, first = Reading(context, rows, []), 0
    for number, (low, high, zone) in enumerate(places):
        after = bisect_left(rows, (high, high), first)
        if zone != "furniture" and cues_in(context, low, high):
            below = [(start, end) for start, end, kind in places[number + 1 : number + 1 + _MOST_POINTS] if kind == zone]
            known = len(reading.voices)
            if zone == "headline" or _is_heading(context, low, high):
                reading.voices += _read_heading(context, low, high, below)
            else:
                _read_paragraph(reading, range(first, after))
            own = reading.voices[known:]
            reading.voices[known:] = [_go_on_below(context, voice, below) if voice.end == high else voice for voice in own]
        first = after
    return [voice for voice in reading.voices if voice.start < voice.end]


def _is_heading(context: Context, low: int, high: int) -> bool:
    return high - low <= 120 and not re.search(r"[。;!?,:]", context.text[low:high])


def _read_heading(context: Context, low: int, high: int, below: list[Span]) -> list[Voice]:
    """The voice of a headline (李克强强调 坚定不移…): to the line's end, or the next line where the verb ends this one."""
    for start, end in cues_in(context, low, high):
        base = max(low, start - LOOK_BACK)
        holder, mark = find_holder(context.text[base:start], context.names, far=True), _HEADING_MARK.match(context.text, end, high)
        if holder and mark:
            content = (mark.end(), _cut_heading(context, mark.end(), high)) if mark.end() < high else next(iter(below), (0, 0))
            return [Voice(*content, (base + holder[0], base + holder[1]), (start, end))] if content[0] < content[1] else []
    return []


def _cut_heading(context: Context, low: int, high: int) -> int:
    """The end of a headline's content: before a part that tells who else took part (… 李克强主持)."""
    for blank in re.finditer(r"\s+", context.text[low:high]):
        part = context.text[low + blank.end() : high]
        subject = find_subject(part[:40], context.names)
        if subject and _ACTING.match(part, subject[1]):
            return low + blank.start()
    return high


def _read_paragraph(reading: Reading, numbers: range) -> None:
    """Add the voices of one paragraph, sentence after sentence."""
    reading.current, reading.quoted_until = -1, 0
    ends: list[int] = []
    for number in numbers:
        start, end = reading.rows[number]
        within, known, said = start < reading.quoted_until, len(reading.voices), reading.open_voice
        _add_quoted_before(reading, number, start)
        ends_here = said is not None and _ends_here(reading.context, start, end, early=reading.early)
        claimed = said is not None and not ends_here
        for opening in find_openings(reading.context, (start, end), said=said, last=reading.last, within=within, claimed=claimed):
            ends = [stop for stop in ends if stop > opening.start]
            if len(ends) < _DEEPEST:
                voice = _say(reading.context, opening, end, _person_before(reading, number))
                ends.append(voice.end)
                _add_quoted_before(reading, number, opening.cut)
                _add(reading, voice, opening, sentence=start, leads=number == numbers.start)
        if not within and len(reading.voices) == known:
            _go_on(reading, start, end, ends_here=ends_here)


def _add(reading: Reading, voice: Voice, opening: Opening, *, sentence: int, leads: bool) -> None:
    """Add a voice: inside the one that goes on, or in its place."""
    outer = reading.open_voice
    if opening.start < reading.quoted_until or (outer is not None and _is_cited(reading.context, outer, opening, sentence)):
        reading.voices.append(replace(voice, inner=True))
        return
    if outer is not None and opening.cut < outer.end:
        reading.voices[reading.current] = replace(outer, end=opening.cut)
    reading.voices.append(voice)
    # After a quotation nothing goes on.
    reading.current = -1 if voice.quoted else len(reading.voices) - 1
    reading.quoted_until = voice.end if voice.quoted else 0
    reading.early, reading.gap = leads and opening.holder[0] - sentence < LOOK_BACK // 2, 0
    if reading.context.text[slice(*opening.holder)] not in PRONOUNS:
        reading.last = opening.holder


def _go_on(reading: Reading, start: int, end: int, *, ends_here: bool) -> None:
    """Let the voice go on over a sentence, or end before it."""
    voice, text = reading.open_voice, reading.context.text
    if voice is None:
        return
    if ends_here:
        reading.current = -1
    elif reading.early or _GOES_ON.match(text, start, end) or DEMAND.match(text, start, end):
        reading.voices[reading.current], reading.gap = replace(voice, end=end), 0
    else:
        reading.gap += 1
        reading.current = reading.current if reading.gap <= _GAP else -1


def _say(context: Context, opening: Opening, sentence_end: int, before: str | None) -> Voice:
    """The voice that an opening begins, as far as its own sentence or quotation goes."""
    end, quoted, at = sentence_end, False, opening.start
    while at in context.partner and (quoted or is_quotation(context, at, opening.colon)):
        close = context.partner[at]
        quoted, end = True, close + 1 if close in context.closed_by else close
        at = end
    return Voice(opening.start, end, opening.holder, opening.cue, before, quoted, opening.colon)


def _add_quoted_before(reading: Reading, number: int, at: int) -> None:
    """Add “…。”张三说。: a quotation that ends at `at`, whose holder and verb stand after it."""
    context = reading.context
    opened = context.closed_by.get(at - 1)
    if opened is None or not context.text[at].isalnum() or context.text[at - 2] not in ENDING:
        return
    if reading.voices and reading.voices[-1].start == opened:
        return
    for cue in cues_in(context, at, min(reading.rows[number][1], at + 40))[:2]:
        holder = find_holder(context.text[at : cue[0]], context.names, far=True)
        if holder and context.text[cue[1] : cue[1] + 1] in ("", *",:。!?;"):
            before = _person_before(reading, number)
            reading.voices.append(Voice(opened, at, (at + holder[0], at + holder[1]), cue, before, quoted=True, colon=True))
            reading.current = -1
            return


def _is_cited(context: Context, outer: Voice, opening: Opening, sentence: int) -> bool:
    """Whether a speaker cites another: in his own sentence, or the highest leader amid what somebody else says."""
    if outer.start <= opening.holder[0] < outer.end:
        return opening.cut <= opening.holder[0] and opening.holder != outer.holder
    holder, name = context.text[slice(*opening.holder)], context.text[slice(*outer.holder)]
    return holder.endswith(_HIGHEST) and name not in PRONOUNS and not name.endswith(_HIGHEST) and opening.holder[0] > sentence + 30


def _ends_here(context: Context, start: int, end: int, *, early: bool) -> bool:
    """Whether a sentence tells again, and does not go on with what is said."""
    text = context.text
    if _NARRATION.match(text, start, end) or _MEETING.match(text, start, end):
        return True
    if not early and _REPORTED_ON.search(text, start, min(end, start + 60)) and not _GOES_ON.match(text, start, end):
        return True
    place = _PLACE.match(text, start, min(end, start + 60))
    low = place.end() if place else start
    high = min(end, low + 60)
    if not _ACTION.search(text, low, high):
        return False
    subject = find_subject(text[low:high], context.names)
    return bool(subject and _ACTING.match(text, low + subject[1], end))


def _person_before(reading: Reading, number: int) -> str | None:
    """Whom a pronoun means: the person whom the narration since the last voice is about, else the last holder with a name."""
    text, said = reading.context.text, max((voice.end for voice in reading.voices[-_DEEPEST:]), default=0)
    for start, end in reversed(reading.rows[max(0, number - _FAR) : number]):
        person = _narrated(reading.context, start, end) if start >= said else None
        if person:
            return text[slice(*person)]
    return text[slice(*reading.last)] if reading.last else None


def _narrated(context: Context, start: int, end: int) -> Span | None:
    """The first person that a sentence of narration is about."""
    high = min(end, start + 4 * LOOK_BACK)
    edges = [start, *(match.end() for match in _CLAUSE_END.finditer(context.text, start, high)), high + 1]
    for low, stop in itertools.pairwise(edges):
        subject = find_subject(context.text[low : stop - 1], context.names)
        if subject and context.text[low + subject[0] : low + subject[1]] not in PRONOUNS:
            return low + subject[0], low + subject[1]
    return None


def _go_on_below(context: Context, voice: Voice, below: list[Span]) -> Voice:
    """A voice that counts its points (提出要求：一是…) goes on over the paragraphs below that count on."""
    if not voice.colon or voice.quoted or (voice.start < voice.end and not _ENUMERATION.match(context.text, voice.start)):
        return voice
    for low, high in below:
        if not _ENUMERATION.match(context.text, low) or find_subject(context.text[low : min(high, low + 30)], context.names):
            break
        voice = replace(voice, start=voice.start if voice.start < voice.end else low, end=high)
    return voice


def _drop_plain_verbs(context: Context, voices: list[Voice]) -> list[Voice]:
    """Without what a text in the first person only seems to report: there 国务院认为 and 中央要求 are its own argument.

    A text is in the first person if 我 or 我们 is said outside its voices and quotations and the voices cover less than a tenth of
    it; twice, and less than a quarter.
    """
    covered = sum(voice.end - voice.start for voice in voices if not voice.inner)
    spans = sorted([(voice.start, voice.end) for voice in voices] + list(context.partner.items()))
    own, at = 0, 0
    for start, end in [*spans, (len(context.text), len(context.text))]:
        own += len(_FIRST_PERSON.findall(context.text, at, start)) if start > at else 0
        at = max(at, end)
    if covered >= len(context.text) * (0, 0.1, 0.25)[min(own, 2)]:
        return voices
    return [voice for voice in voices if voice.quoted and voice.colon and context.text[slice(*voice.holder)] not in PRONOUNS]


def assign_speakers(table: pd.DataFrame, speech: "Speech", *, voices: pd.DataFrame | None = None) -> pd.DataFrame:
    """A copy of `table` with a column `speaker`: who speaks in the middle of each row.

    That is the `speaker` of the innermost voice that holds the row's middle, else `speech.speaker`, or "" where it is not known.
    The middle and not the start: a sentence such as 她强调，要抓好秋收。 is hers although it opens with the narrator's words.
    Counts and charts can then be made by speaker: `count_terms(words, by="speaker")`. voices: a table of `find_reported_speech`; None
    finds them. Rows of other documents are refused: assign each speech's rows and concatenate.
    Raises TableError for a table without span columns, of another document, or whose texts are not those of the speech.
    """
    check_table(table, speech=speech)
    foreign = sorted(set(table["doc_id"].to_list()) - {speech.doc_id})
    if foreign:
        raise TableError(f"the table has rows of {foreign}, but the speech is {speech.doc_id!r}. Pass the rows of one speech, and concatenate the results.")
    edges, names = _speakers_of(speech) if voices is None else _read_speakers(speech, voices)
    return table.assign(speaker=_name_speakers(table, edges, names))


def add_speakers(table: pd.DataFrame, speech: "Speech") -> pd.DataFrame:
    """`assign_speakers` of a table that a finder just made of `speech`: it is right, and nobody else has it, so it gets the column itself."""
    table["speaker"] = _name_speakers(table, *_speakers_of(speech))
    return table


def _name_speakers(table: pd.DataFrame, edges: list[int], names: list[str]) -> "pd.api.extensions.ExtensionArray":
    starts, ends = table["start"].to_list(), table["end"].to_list()
    return text_column([names[bisect_right(edges, (start + end) // 2) - 1] for start, end in zip(starts, ends, strict=True)])


@once_per_speech
def _speakers_of(speech: "Speech") -> tuple[list[int], list[str]]:
    return _list_speakers(speech, _voices_of(speech))


def _read_speakers(speech: "Speech", voices: pd.DataFrame) -> tuple[list[int], list[str]]:
    check_table(voices, "speaker", speech=speech)
    return _list_speakers(speech, voices[voices["doc_id"] == speech.doc_id])


def _list_speakers(speech: "Speech", voices: pd.DataFrame) -> tuple[list[int], list[str]]:
    """Where the innermost speaker of a speech changes, and who speaks from there."""
    spans = list(zip(voices["start"].to_list(), voices["end"].to_list(), voices["speaker"].to_list(), strict=True))
    return _innermost(spans, speech.speaker or "")


def _innermost(spans: list[tuple[int, int, str]], outside: str) -> tuple[list[int], list[str]]:
    """Where the innermost speaker changes, and who speaks from there."""
    edges, names, opened = [-1], [outside], []
    for start, end, speaker in [*sorted(spans, key=lambda span: (span[0], -span[1])), (1 << 62, 1 << 62, outside)]:
        while opened and opened[-1][0] <= start:
            edges.append(opened.pop()[0])
            names.append(opened[-1][1] if opened else outside)
        # A voice that crosses the end of another ends with it.
        opened.append((min(end, opened[-1][0]) if opened else end, speaker))
        edges.append(start)
        names.append(speaker)
    return edges, names
