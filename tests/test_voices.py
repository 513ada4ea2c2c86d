"""Voices as a reader meets them in reports and news: who speaks, by which verb, and from where to where."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import assign_speakers, count_terms, find_reported_speech, parse_speech, read_speech
from analysis.errors import TableError
from analysis.tables import columns_of

SEED = Path(__file__).parent.parent / "seeds" / "2020-02-24-nanchuan.txt"


def voices(text: str, **options) -> list[tuple[str, str, str]]:
    """(holder, cue, content) of each voice."""
    table = find_reported_speech(parse_speech(text, **options))
    return list(zip(table["holder"], table["cue"], table["text"], strict=True))


def speakers(text: str) -> list[str]:
    """The speaker of each voice."""
    return find_reported_speech(parse_speech(text))["speaker"].to_list()


# sentence → (holder, cue, content)
FORMS = {
    "县委书记林远山在全县经济工作会议上强调，要抓好秋收。": ("林远山", "强调", "要抓好秋收。"),
    "县长赵敏最后说，大家要再接再厉。": ("赵敏", "说", "大家要再接再厉。"),
    "王海进一步指出，要备足种子。": ("王海", "指出", "要备足种子。"),
    "会上，林远山还要求，各乡镇要落实责任。": ("林远山", "要求", "各乡镇要落实责任。"),
    "9月5日，副省长何玉梅12日下午在石桥县调研时强调，要保护耕地。": ("何玉梅", "强调", "要保护耕地。"),
    "习近平总书记强调要保护好古树。": ("习近平总书记", "强调", "要保护好古树。"),
    "林远山同志主持会议并指出：要抓落实。": ("林远山同志", "指出", "要抓落实。"),
    "周总理在报告中首先指出，粮食产量增加了。": ("周总理", "指出", "粮食产量增加了。"),
    "会议指出，秋粮丰收已成定局。": ("会议", "指出", "秋粮丰收已成定局。"),
    "县委常委会会议认为，这项工作开局良好。": ("县委常委会会议", "认为", "这项工作开局良好。"),
    "代表们纷纷表示，这个报告鼓舞人心。": ("代表们", "表示", "这个报告鼓舞人心。"),
    "大家一致认为，水渠修得好。": ("大家", "认为", "水渠修得好。"),
    "县教育局有关负责人表示，将增加学位。": ("县教育局有关负责人", "表示", "将增加学位。"),
    "据副局长何东介绍，粮食丰收了。": ("何东", "介绍", "粮食丰收了。"),
    "林远山听取汇报后，要求各部门加快进度。": ("林远山", "要求", "各部门加快进度。"),
    "会议听取了防汛工作汇报，强调要加强巡查。": ("会议", "强调", "要加强巡查。"),
    "他鼓励石桥县发挥优势。": ("他", "鼓励", "石桥县发挥优势。"),
    "林远山对防汛工作作出指示：要确保安全。": ("林远山", "指示", "要确保安全。"),
    "阿依古丽·买买提说：“水来了。”": ("阿依古丽·买买提", "说", "“水来了。”"),
    "林远山说：“今年收成好。”随后他走进稻田。": ("林远山", "说", "“今年收成好。”"),
    "“以前缺水，现在好了。”村民赵大山说。": ("赵大山", "说", "“以前缺水，现在好了。”"),
}


@pytest.mark.parametrize("sentence", FORMS)
def test_the_forms_of_reported_speech(sentence):
    """Titles, dates and places, adverbs, meetings, groups and quotations on either side: holder, verb and content of each."""
    assert voices("石桥县召开会议。\n" + sentence) == [FORMS[sentence]]


NONE = {
    "no verb": "全县秋粮丰收。",
    "a holder without a verb": "县长赵敏出席会议，副县长何东参加。",
    "a verb that says nothing": "赵敏没有说话，她向大家表示感谢。",
    "nouns that look like verbs": "县政府按照上级要求，落实重要指示，提出明确要求。",
    "no holder": "必须指出，这项工作还有差距。也就是说，还要努力。",
    "first person": "各位代表：我向大会作报告。\n过去一年，我们全力抓好秋收，修好了水渠，备足了种子，粮食产量稳步增加，群众生活不断改善。\n"
    "县政府认为，今后必须重视水利。\n我们要求，各乡镇要管好水渠。\n中央要求做好的工作，我们都已落实，各项任务按时完成，成绩来之不易。",
    "page furniture": "全县秋粮丰收。\n责任编辑：王小明",
    "empty": "",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_texts_without_voices_give_an_empty_table(text):
    """Where nobody is reported to speak, the table has all its columns and no row."""
    table = find_reported_speech(parse_speech(text))
    assert len(table) == 0
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == columns_of("reported_speech")


def test_the_columns_of_one_voice():
    """Every offset points at its text, and the speaker is the name without its title."""
    table = find_reported_speech(parse_speech("石桥县召开会议。\n林远山书记指出，要抓好秋收。", doc_id="stone"))
    expected = {
        "doc_id": "stone", "start": 17, "end": 24, "text": "要抓好秋收。", "holder": "林远山书记", "holder_start": 9, "holder_end": 14,
        "cue": "指出", "cue_start": 14, "cue_end": 16, "speaker": "林远山",
    }  # fmt: skip
    expected["end"] = expected["start"] + len(expected["text"])
    assert table.to_dict("records") == [expected]


def test_the_content_runs_to_the_end_of_the_paragraph():
    """A voice that opens its paragraph holds all its sentences, and nothing of the next paragraph."""
    text = "林远山指出，秋收是大事。水渠修好了。要加快进度。\n副县长何东参加会议。"
    assert voices(text) == [("林远山", "指出", "秋收是大事。水渠修好了。要加快进度。")]


def test_narration_ends_the_content():
    """What the holder does next, or the meeting, is not part of what was said."""
    text = "林远山强调，要抓好秋收。要备足种子。随后，林远山来到学校。\n会议指出，秋收是大事。会议还研究了其他事项。"
    assert voices(text) == [("林远山", "强调", "要抓好秋收。要备足种子。"), ("会议", "指出", "秋收是大事。")]


def test_another_voice_ends_the_content():
    """In one paragraph the next holder begins a voice of his own."""
    text = "林远山指出，秋收是大事。要备足种子。赵敏强调，要修好水渠。"
    assert voices(text) == [("林远山", "指出", "秋收是大事。要备足种子。"), ("赵敏", "强调", "要修好水渠。")]


def test_a_voice_in_the_middle_of_a_long_paragraph_ends_with_its_demands():
    """Amid narration a voice goes on only over sentences that read as said."""
    text = "林远山来到河东社区看望群众。他强调，要办好食堂。要方便老人。河东社区位于县城东部，有居民三千人。今年以来，这里新建了食堂。"
    assert voices(text) == [("他", "强调", "要办好食堂。要方便老人。")]


def test_a_second_scene_after_a_semicolon_is_a_second_voice():
    """A verb without a subject goes on with the last holder, and the first content ends at the semicolon."""
    text = "林远山深入田间，察看秋收进度，指出要抢抓农时；在粮站了解收购情况，强调要敞开收购。"
    assert voices(text) == [("林远山", "指出", "要抢抓农时；"), ("林远山", "强调", "要敞开收购。")]


def test_counted_points_go_on_over_the_paragraphs_below():
    """After 提出要求： the points 一是, 二是 belong to the voice, also in paragraphs of their own."""
    text = "林远山对秋收工作提出三点要求：一是抓早。要早备种子。\n二是抓实。要落实到户。\n三是抓细。\n副县长何东参加会议。"
    assert voices(text) == [("林远山", "要求", "一是抓早。要早备种子。\n二是抓实。要落实到户。\n三是抓细。")]


@pytest.mark.parametrize("text", ["林远山在秋收会议上强调 抢抓农时 颗粒归仓", "林远山在秋收会议上强调\n抢抓农时 颗粒归仓"])
def test_headlines(text):
    """After the verb of a headline the rest of the line, or the next line, is what was said."""
    table = find_reported_speech(parse_speech(text + "\n全县召开秋收会议。县长赵敏参加。"))
    assert table[["holder", "cue", "text"]].to_numpy().tolist() == [["林远山", "强调", "抢抓农时 颗粒归仓"]]


def test_a_headline_leaves_out_who_else_took_part():
    """The part of a headline that names the chair is not said by anybody."""
    assert voices("林远山在秋收会议上强调 抢抓农时 赵敏主持会议\n全县召开会议。")[0] == ("林远山", "强调", "抢抓农时")


def test_a_citation_lies_inside_the_voice():
    """A voice cited in another is a row of its own inside the outer one."""
    text = "林远山指出，习近平总书记强调，要端牢饭碗。全县要落实到位。"
    outer = ("林远山", "指出", "习近平总书记强调，要端牢饭碗。全县要落实到位。")
    assert voices(text) == [outer, ("习近平总书记", "强调", "要端牢饭碗。")]


def test_nested_quotations():
    """A quotation inside a quotation has its own holder, and each ends at its own closing mark."""
    text = "林远山说：“王海告诉我们：‘水来了。’我很高兴。”会后大家离开。"
    assert voices(text) == [("林远山", "说", "“王海告诉我们：‘水来了。’我很高兴。”"), ("王海", "告诉我们", "‘水来了。’")]


def test_an_interrupted_quotation_is_two_rows():
    """“…，”某某说，“…” gives what stands before the holder and what stands after."""
    assert voices("“以前缺水，”村民赵大山说，“现在好了。”") == [("赵大山", "说", "“以前缺水，”"), ("赵大山", "说", "“现在好了。”")]


def test_an_unclosed_quotation_ends_with_its_paragraph():
    """Where the closing mark is missing, the content does not run into the next paragraph."""
    assert voices("林远山强调：“要抓紧。要抓实。\n何东参加会议。") == [("林远山", "强调", "“要抓紧。要抓实。")]


def test_a_quoted_term_is_no_quotation():
    """强调“双抢”工作… goes on after the marks."""
    assert voices("林远山出席会议，强调“双抢”工作要抓紧。") == [("林远山", "强调", "“双抢”工作要抓紧。")]


def test_a_quotation_in_a_first_person_text_stays():
    """A report in the first person has the voice of whom it quotes after a colon, and no other."""
    text = "同志们：我代表县政府报告工作。我们去年丰收了。毛主席说：“要节约闹革命。”县委要求我们继续努力。我们认为，这是对的。"
    assert voices(text) == [("毛主席", "说", "“要节约闹革命。”")]


def test_pronouns_mean_the_last_person_named():
    """她 is the one whom the narration before it is about; the holder stays as written."""
    text = "县委书记林远山、县长赵敏参加。\n林远山指出，要抓好秋收。\n赵敏来到河东社区。她强调，要办好食堂。\n他们表示，一定办好。"
    table = find_reported_speech(parse_speech(text))
    assert table["holder"].to_list() == ["林远山", "她", "他们"]
    assert table["speaker"].to_list()[:2] == ["林远山", "赵敏"]


def test_one_person_has_one_name():
    """Titles around a name, a title alone and a surname with a title are the same speaker where the text names him."""
    text = "习近平总书记强调，要节约粮食。\n总书记指出，要爱护土地。\n周恩来总理说，要修水库。\n周总理说，要种树。\n林远山同志指出，要落实。"
    assert speakers(text) == ["习近平", "习近平", "周恩来", "周恩来", "林远山"]


def test_traditional_characters_change_nothing():
    """Holder and speaker stand in the characters of the text."""
    table = find_reported_speech(parse_speech("石橋縣召開會議。\n縣長趙國強調研後強調，要抓好秋收。會議還研究了其他事項。\n會議指出，要備足種子。"))
    assert table[["holder", "cue", "text", "speaker"]].to_numpy().tolist()[-1] == ["會議", "指出", "要備足種子。", "會議"]


@pytest.mark.parametrize("piece", ["习近平说：“", "林远山指出，", "要落实，", "林远山要求：一、", "“好。”赵敏说。", "；来到学校，要求抓"])
def test_repeated_pieces_give_sensible_tables(piece):
    """Hundreds of equal clauses, quotations that never close and voices in voices end in a table, at most three deep."""
    table = find_reported_speech(parse_speech(piece * 500))
    ends: list[int] = []
    for start, end in zip(table["start"], table["end"], strict=True):
        ends = [stop for stop in ends if stop > start] + [end]
        assert len(ends) <= 3


def words_by_speaker(text: str, **options) -> dict[str, list[str]]:
    """Speaker → the words that are said, in order."""
    speech = parse_speech(text, **options)
    table = assign_speakers(speech.tokens, speech)
    return {speaker: rows["text"].to_list() for speaker, rows in table.groupby("speaker")}


def test_assign_speakers_takes_the_innermost_voice():
    """Each row belongs to the innermost voice that holds its middle, and to nobody outside."""
    found = words_by_speaker("大会开幕。\n林远山说：“总书记指出：‘节约。’照办。”")
    assert found["林远山"] == ["“", "总书记", "指出", "：", "照办", "。", "”"]
    assert found["总书记"] == ["‘", "节约", "。", "’"]
    assert found[""][:2] == ["大会", "开幕"]


def test_assign_speakers_goes_by_the_middle_of_a_row():
    """A sentence that opens with the narrator's words is the speaker's who fills most of it; one that only cites a word is not."""
    speech = parse_speech("林远山指出，要抓好秋收和冬种的各项准备。\n众人走了很远的路才到村口，林远山说：“好。”")
    assert assign_speakers(speech.sentences, speech)["speaker"].to_list() == ["林远山", ""]


def test_assign_speakers_gives_the_rest_to_the_speaker_of_the_text():
    """What no voice holds is the speaker's of the speech."""
    assert set(words_by_speaker("大会开幕。\n会议指出，要节约。", speaker="何东")) == {"何东", "会议"}


def test_assign_speakers_does_not_change_its_table():
    """The caller's table stays as it is, and the new one keeps its rows, order and index."""
    speech = parse_speech("大会开幕。\n会议指出，要节约。")
    table = speech.sentences.iloc[::-1]
    before = table.copy()
    found = assign_speakers(table, speech)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(found[table.columns], before)
    assert found["speaker"].to_list() == ["", ""]


def test_assign_speakers_takes_given_voices():
    """A table of voices spares the search and is believed."""
    speech = parse_speech("大会开幕。\n会议指出，要节约。")
    found = find_reported_speech(speech).assign(speaker="全体")
    assert assign_speakers(speech.tokens, speech, voices=found)["speaker"].to_list()[-1] == "全体"
    assert set(assign_speakers(speech.tokens, speech, voices=found.head(0))["speaker"]) == {""}


def test_assign_speakers_refuses_rows_of_other_documents():
    """Rows of another document would be labelled wrongly; the error says what to do."""
    speech, other = parse_speech("会议指出，要节约。", doc_id="a"), parse_speech("会议指出，要节约。", doc_id="b")
    with pytest.raises(TableError) as error:
        assign_speakers(other.sentences, speech)
    assert str(error.value) == "the table has rows of ['b'], but the speech is 'a'. Pass the rows of one speech, and concatenate the results."


def test_assign_speakers_keeps_the_type_of_an_empty_table():
    """A table without rows gets the column too."""
    speech = parse_speech("大会开幕。")
    table = assign_speakers(find_reported_speech(speech).drop(columns="speaker"), speech)
    assert len(table) == 0
    assert str(table["speaker"].dtype) == "str"


def test_the_leaders_of_the_seed_are_separated_by_paragraph():
    """Each paragraph of the founding speech has one leader's voice, 她 in the first is 丁中平, and the frame around them is nobody's."""
    speech = read_speech(SEED)
    table = find_reported_speech(speech)
    assert table[["holder", "cue", "speaker"]].to_numpy().tolist() == [
        ["她", "指出", "丁中平"],
        ["丁中平", "指出", "丁中平"],
        ["丁中平", "要求", "丁中平"],
        ["丁中平", "强调", "丁中平"],
        ["丁中平", "强调", "丁中平"],
        ["张兴益", "指出", "张兴益"],
    ]
    paragraphs = speech.paragraphs
    ends = set(paragraphs["end"])
    assert set(table["end"]) <= ends
    words = assign_speakers(speech.tokens, speech, voices=table)
    counts = count_terms(words, by="speaker")
    assert set(counts["speaker"]) == {"", "丁中平", "张兴益"}
