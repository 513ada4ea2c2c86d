"""Words that a text itself proves, and strings that look like names and are none."""

import re

import pytest

from analysis import OptionError, Segmenter, parse_speech, read_speech, suggest_words

SEED = "seeds/2020-02-24-nanchuan.txt"


def proved(text, *, lang="zh"):
    """`{word: (kind, reasons)}` of a text."""
    table = suggest_words(parse_speech(text), lang=lang)
    return {word: (kind, reasons) for word, kind, reasons in zip(table["text"], table["kind"], table["reasons"], strict=True)}


def names(text):
    """The names of a text, in order."""
    return [word for word, (kind, _) in proved(text).items() if kind == "name"]


NAMES = [
    ("丁小菲指出，要抓落实。", ["丁小菲"]),
    ("张冬菱强调，要抓落实。", ["张冬菱"]),
    ("县委书记丁小菲出席会议并讲话。", ["丁小菲"]),
    ("市长张冬菱主持会议，副市长李砚秋参加会议。", ["张冬菱", "李砚秋"]),
    ("区领导黄芮明、冉菁国部署具体工作。", ["黄芮明", "冉菁国"]),
    ("副组长黄芮明、冉菁国、李砚秋参加会议。", ["黄芮明", "冉菁国", "李砚秋"]),
    ("欧阳砚秋同志要求，要抓落实。", ["欧阳砚秋"]),
    ("会上，王砚表示，一定完成任务。", ["王砚"]),
    ("主席艾山·吐鲁洪主持会议。", ["艾山·吐鲁洪"]),
    ("省领导李砚秋、王砚参加会议。", ["李砚秋", "王砚"]),
    ("省長張冬菱指出，要抓落實。後來大家發言。", ["張冬菱"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names_are_proved_by_titles_and_cues(text, expected):
    """Names stand after a title, before a speaking verb at the head of a clause, or beside another name."""
    assert [name for name in names(text) if name in expected] == expected
    assert set(names(text)) == set(expected)


NO_NAMES = (
    "国王强调和平。 高度重视，立即行动。 会议强调，要抓落实。 文件指出，要抓落实。 方案要求，要抓落实。 党中央强调，要抓落实。 任务要求很高。 "
    "中央强调，要抓落实。 和平主持正义。 时代要求我们前进。 形势要求我们冷静。 实践表示明白。 人民希望安定。 万事说来话长。 金融部门表示支持。 "
    "江苏提出新目标。 高校要求学生返校。 方针指出了方向。 全会提出，要深化改革。 温度要求不高。 安全要求严格。 计划提出三个阶段。 政治要求不变。 "
    "石油部门指出困难。 马路对面有人说话。 黄河在咆哮。 周末来到公园。 关键在落实。 成绩在前。 明确要求：要抓落实。 严格要求自己。 "
    "通过主持会议了解情况。 向前来到终点。 书记要求，要抓落实。 我们强调团结。 花园在山下。 他多次强调要团结。 东方代表团到了。 江河对岸是南方。 "
    "钱要用在刀刃上，力要使在关键处。 项目在建。 成员参加会议。 文艺代表座谈。 广大干部参加会议。 党中央领导全党正在前进。 "
    "实施“知音山水·全球合作”计划。 高举毛主席的旗帜。 毛主席向全党指出，要团结。 他在长沙，向毛主席汇报。 水利局长出席会议。 严重表示关切。 "
    "常务会议要求，抓紧整改。 鲁迅先生说过。 经济强调质量。 宣传部长主持会议。"
).split()


@pytest.mark.parametrize("text", NO_NAMES)
def test_common_words_before_a_cue_are_no_names(text):
    """A dictionary word, an institution or a pronoun that happens to open with a surname is no new name."""
    assert names(text) == []


def test_names_are_not_longer_than_they_are():
    """The verb or adverb after a name stays outside."""
    assert names("丁小菲还指出，要抓落实。丁小菲指出，要实干。") == ["丁小菲"]


QUOTED = [
    ("要落实“一查两改三回头”要求。", "一查两改三回头", "引号中的提法；含数词"),
    ("要打响“柿子红”品牌。", "柿子红", "引号中的提法"),
    ("要做到“双督导、双反馈”。", "双督导", "引号中的提法；含数词"),
    ("要做到“双督导、双反馈”。", "双反馈", "引号中的提法；含数词"),
    ("要落實「一查兩改」要求，後來再說。", "一查兩改", "引号中的提法；含数词"),
    ('要打响"柿子红"品牌。', "柿子红", "引号中的提法"),
]


@pytest.mark.parametrize(("text", "word", "reasons"), QUOTED)
def test_quoted_coinages_and_their_numeral_parts_are_words(text, word, reasons):
    """What quotation marks single out is a coinage, part by part where a formula counts."""
    assert proved(text)[word] == ("coinage", reasons)


@pytest.mark.parametrize(
    "text",
    [
        "他说：“都来吧”。",
        "要记住“我们的队伍向太阳”这首歌。",
        "出台“关于全面推进秋收生产和仓储调运工作的若干意见”。",
        "坚持“早”字当头。",
        "坚持“人民”二字。",
        "喊“ABC”就行。",
        "要“少出门、少聚集”。",
    ],
)
def test_quoted_speech_and_sentences_are_no_words(text):
    """A quotation after a colon, one with grammar, a title, a single character or a dictionary word is no coinage."""
    assert [word for word, (kind, _) in proved(text).items() if kind == "coinage"] == []


def test_four_characters_two_of_them_alike_are_a_word():
    """稳控稳调-like forms, alike at 1 and 3 or at 2 and 4, are joined; one that runs on in a series is not."""
    assert proved("要做好巡河巡堤工作。")["巡河巡堤"] == ("form", "四字格，有两字相同")
    assert "稳水稳粮" not in proved("要做到稳水稳粮稳果。")


@pytest.mark.parametrize("text", ["全年完成二十二点二万吨。", "总共有五十五万人。", "河水越流越清。", "柿子越长越红火。"])
def test_numbers_and_pieces_of_phrases_are_no_four_character_forms(text):
    """Two like digits of a number, or a stretch that cuts 越…越… in two, make no word."""
    assert [word for word, (kind, _) in proved(text).items() if kind == "form" and not re.fullmatch("越.越.", word)] == []


def test_the_photographers_mark_is_no_part_of_a_name():
    """摄 after a reporter's name is the credit of a photograph."""
    assert "李丙摄" not in proved("大家在收稻谷，本报记者李丙摄影报道。")


def test_four_single_characters_between_words_are_a_word():
    """Four characters that no dictionary joins, between words, are one."""
    assert proved("开展巡渠护埂行动。")["巡渠护埂"] == ("form", "四字连用，词典未收")


def test_strings_that_repeat_and_hold_together_are_words():
    """A string of single characters that always stand together is a word, with how often it stands."""
    text = "蚝油煲进村。我们学习蚝煲。蚝煲进城，蚝煲出海。"
    found = suggest_words(parse_speech(text)).set_index("text")
    assert found.loc["蚝煲", "kind"] == "repeated"
    assert found.loc["蚝煲", "n"] == text.count("蚝煲")


def test_strings_whose_characters_mostly_stand_apart_are_no_words():
    """A string that repeats by chance, of characters that are common elsewhere, is none."""
    text = "蚝煲，蚝煲。蚝好，煲好，蚝香，煲香，蚝大，煲大，蚝鲜，煲鲜。"
    assert "蚝煲" not in proved(text)


def test_rows_are_first_occurrences_with_counts_and_scores():
    """Each word has one row, at its first occurrence, in order; n counts all, score lies between 0 and 1."""
    text = "县长丁小菲指出，要落实“一查两改”。丁小菲强调，“一查两改”要紧抓。"
    found = suggest_words(parse_speech(text))
    assert found[["text", "start", "n"]].to_numpy().tolist() == [["丁小菲", text.index("丁小菲"), 2], ["一查两改", text.index("一查两改"), 2]]
    assert found["score"].between(0, 1).all()


def test_reasons_are_told_in_chinese_and_english():
    """Both languages give the same words, and their reasons name the evidence."""
    text = "县长丁小菲指出，要落实“一查两改”。"
    assert proved(text) == {"丁小菲": ("name", "前有职务；后接“指出”"), "一查两改": ("coinage", "引号中的提法；含数词")}
    assert proved(text, lang="en") == {
        "丁小菲": ("name", "a title before it; before 指出"),
        "一查两改": ("coinage", "a coinage in quotation marks; holds a numeral"),
    }


def test_a_row_stands_at_the_first_occurrence_also_when_a_later_one_proves_the_word():
    """The witness is where the word first stands, and not where the evidence for it does."""
    text = "昨天丁小菲走了。县长丁小菲指出，要落实一查两改，做到“一查两改”。"
    found = suggest_words(parse_speech(text)).set_index("text")
    assert found["start"].to_dict() == {word: text.index(word) for word in ("丁小菲", "一查两改")}


def test_a_name_that_repeats_is_still_a_name():
    """That a string repeats does not hide that a speaking verb proves it to be a name."""
    assert names("丁小菲指出，要实干。丁小菲要求，要创新。丁小菲说，要快。") == ["丁小菲"]


def test_an_unknown_language_is_refused():
    """The error names the languages."""
    message = "lang='fr' is not known; allowed: 'zh', 'en'. Choose one of them."
    with pytest.raises(OptionError, match=f"^{re.escape(message)}$"):
        suggest_words(parse_speech("要抓落实。"), lang="fr")


def test_words_of_one_speech_never_leak_into_the_next():
    """A name is whole where the text proves it, and cut as ever in the next text."""
    other = "昨天丁小菲走了。"
    before = parse_speech(other).tokens["text"].to_list()
    assert "丁小菲" in parse_speech("县长丁小菲指出，要抓落实。").tokens["text"].to_list()
    assert parse_speech(other).tokens["text"].to_list() == before
    assert "丁小菲" not in before


def test_adapt_false_keeps_the_dictionary_alone():
    """Without adapt no word is added, suggest_words still tells what could be, and given words still hold."""
    speech = parse_speech("县长丁小菲指出，要落实“一查两改”。", segmenter=Segmenter(adapt=False, words=("一查两改",)))
    assert speech.own_words == ()
    assert "丁小菲" not in speech.tokens["text"].to_list()
    assert "一查两改" in speech.tokens["text"].to_list()
    assert "丁小菲" in suggest_words(speech)["text"].to_list()


@pytest.mark.parametrize("text", ["", "  ", "，。！", "hello world 123"])
def test_texts_without_chinese_prove_nothing(text):
    """No words, and a typed empty table."""
    assert len(suggest_words(parse_speech(text))) == 0


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
@pytest.mark.parametrize("hmm", [False, True])
def test_the_founding_speech_keeps_its_words(pytestconfig, engine, hmm):
    """The seed's names and formulas are whole wherever they stand, whichever engine cuts; 要紧跟 is 要 + 紧跟."""
    speech = read_speech(pytestconfig.rootpath / SEED, segmenter=Segmenter(engine=engine, hmm=hmm))
    tokens = speech.tokens
    spans = set(zip(tokens["start"], tokens["end"], strict=True))
    edges = set(tokens["start"]) | set(tokens["end"])
    for word in ("丁中平", "张兴益", "黄友明", "因地施策", "两不愁三保障", "要|紧跟", *NEWS_WORDS):
        places = [match.start() for match in re.finditer(word.replace("|", ""), speech.text)]
        assert places, word
        for at in places:
            for part in word.split("|"):
                assert (at, at + len(part)) in spans, word
                at += len(part)  # noqa: PLW2901
    for word in ("线上线下", "返南来南"):
        at = speech.text.index(word)
        assert {at, at + 4} <= edges
        assert {at + 1, at + 2, at + 3} & edges <= {at + 2}, word


NEWS_WORDS = ("张孝卫", "冉庆国", "一不四分五到位", "双落实", "双推进", "零确诊", "总书记")


def test_the_names_of_the_founding_speech_are_all_and_nothing_else(pytestconfig):
    """The seed names five persons with a speaking verb or a title, and no other string of it is taken for a name."""
    found = suggest_words(read_speech(pytestconfig.rootpath / SEED))
    assert set(found.loc[found["kind"] == "name", "text"]) == {"丁中平", "张兴益", "张孝卫", "黄友明", "冉庆国"}


def test_four_characters_of_two_lines_are_no_form():
    """What a line of page furniture parts is not joined to one word."""
    speech = parse_speech("国国国\n本条编辑：王明\n国")
    assert speech.own_words == ()
    assert len(speech.tokens) > 0
