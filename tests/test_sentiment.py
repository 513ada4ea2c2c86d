"""Tone: appraisals in their scope, the tone of a sentence, what it rests on, averages, and word shifts."""

import numpy as np
import pandas as pd
import pytest

from analysis import (
    assign_speakers,
    compare_sentiment,
    find_appraisals,
    measure_sentiment,
    parse_speech,
    read_appraisals,
    score_sentiment,
)
from analysis.errors import OptionError, ReadError, TableError
from analysis.sentiment.cues import cue_words
from analysis.sentiment.features import BAD, FEATURES, GOOD
from analysis.sentiment.model import load_weights

# (wording, scope, cue, degree, weight) of each appraisal of a sentence.
SCOPES = {
    "没有取得成效。": [("成效", "negated", "没有", 1.0, -0.5)],
    "工作没有成效，困难没有解决。": [("成效", "negated", "没有", 1.0, -0.5), ("困难", "stated", "", 1.0, -2.0)],
    "并非没有成效。": [("成效", "stated", "", 1.0, 1.0)],
    "不可能没有困难。": [("困难", "stated", "", 1.0, -2.0)],
    "要取得成效。": [("成效", "demanded", "要", 1.0, 0.0)],
    "如果失败，就要总结教训。": [("失败", "supposed", "如果", 1.0, -0.5), ("教训", "stated", "", 1.0, -1.0)],
    "虽然困难很多，工作仍有进步。": [("困难", "conceded", "虽然", 1.0, -0.5), ("进步", "stated", "", 1.0, 1.0)],
    "我们克服了种种困难。": [("困难", "handled", "克服", 1.0, 1.0)],
    "困难得到有效化解。": [("困难", "handled", "化解", 1.0, 1.0)],
    "困难尚未缓解。": [("困难", "stated", "", 1.0, -2.0)],
    "没有解决困难。": [("困难", "stated", "", 1.0, -2.0)],
    "必须消除隐患。": [("隐患", "handled", "消除", 1.0, 0.0)],
    "克服麻痹思想。": [("麻痹思想", "handled", "克服", 1.0, -2.0)],
    "防止腐败的制度存在漏洞。": [("腐败", "handled", "防止", 1.0, 0.0), ("漏洞", "stated", "", 1.0, -2.0)],
    "查处不严、落实不力。": [("不严", "stated", "", 1.0, -2.0), ("不力", "stated", "", 1.0, -2.0)],
    "不忘惨痛教训。": [("惨痛教训", "stated", "", 1.0, -3.0)],
    "没有党的坚强领导，就没有今天的胜利。": [("坚强领导", "stated", "", 1.0, 2.0), ("胜利", "stated", "", 1.0, 2.0)],
    "事故隐患比上年增长。": [("事故隐患", "stated", "", 1.0, -2.0), ("比上年增长", "negated", "事故隐患", 1.0, -0.5)],
    "成效十分显著，贡献很大。": [("成效", "stated", "", 1.5, 1.5), ("贡献", "stated", "", 1.0, 1.0)],
    "取得了初步成果。": [("取得了", "stated", "", 0.5, 0.5), ("成果", "stated", "", 0.5, 0.5)],
    "救助困难群众。": [],
}

# Two sentences that a count of good and bad words confuses: (sentence, tone) twice, and what it takes to tell them apart.
PAIRS = [
    (("坚决遏制疫情蔓延。", 0), ("疫情仍在蔓延。", -1), "a demand about a bad thing is no blame"),
    (("要克服麻痹思想。", -1), ("要克服各种困难。", 0), "a fault of minds stays named when it is to be overcome"),
    (("成绩显著。", 1), ("成绩并不显著。", -1), "what is good is denied after it"),
    (("我们克服了重重困难。", 1), ("困难重重。", -1), "trouble that was overcome is success"),
    (("取得了明显成效。", 1), ("要取得明显成效。", 0), "what is demanded has not happened"),
    (("粮食产量快速增长。", 1), ("病例数快速增长。", -1), "growth is as good as what grows"),
    (("没有党的坚强领导，就没有今天的伟大成就。", 1), ("会议没有取得成果。", -1), "denied twice is praised"),
    (("防范风险。", 0), ("防范意识薄弱。", -1), "a verb of handling inside the subject handles nothing"),
    (("救助困难群众。", 0), ("群众生活十分困难。", -1), "困难群众 names people"),
    (("查处了一批案件。", 1), ("查处不严。", -1), "不严 is said of the verb and is not its object"),
]


def appraised(sentence: str) -> list[tuple]:
    """The appraisals of a sentence as SCOPES has them."""
    table = find_appraisals(parse_speech(sentence))
    return list(table[["text", "scope", "cue", "degree", "weight"]].itertuples(index=False, name=None))


def scored(*sentences: str) -> pd.DataFrame:
    """The tones of a text with a paragraph for each sentence."""
    return score_sentiment(parse_speech("\n\n".join(sentences)))


def lexicon(*rows: tuple) -> pd.DataFrame:
    """A lexicon with these rows."""
    return pd.DataFrame(rows, columns=["term", "polarity", "strength", "kind"])


def scores_table(scores: list[float], weights: list[float], **columns: list) -> pd.DataFrame:
    """As `score_sentiment` makes it, one character a sentence; weights: signed evidence."""
    n = range(len(scores))
    tones = [int(score > 0.5) - int(score < -0.5) for score in scores]
    spans = {"doc_id": "文", "start": list(n), "end": [k + 1 for k in n], "text": "句"}
    sides = {"positive": [max(weight, 0) for weight in weights], "negative": [max(-weight, 0) for weight in weights]}
    return pd.DataFrame(spans | {"tone": tones, "score": scores} | sides | columns)


def places_table(*rows: tuple[str, float]) -> pd.DataFrame:
    """As `find_appraisals` makes it: (term, weight) of each place."""
    at = [10 * k for k in range(len(rows))]
    terms, weights = [term for term, _ in rows], [weight for _, weight in rows]
    return pd.DataFrame({"doc_id": "文", "start": at, "end": [k + 2 for k in at], "text": terms, "term": terms, "kind": "praise", "weight": weights})


@pytest.mark.parametrize("sentence", SCOPES)
def test_an_appraisal_stands_in_its_scope(sentence):
    """Denied, dealt with, demanded, supposed, conceded or stated, by the word that says so, with its degree and what is left of its weight."""
    assert appraised(sentence) == SCOPES[sentence]


@pytest.mark.parametrize(("one", "other", "reason"), PAIRS, ids=[reason for _, _, reason in PAIRS])
def test_minimal_pairs(one, other, reason):
    """Two sentences that differ in little have different tones, for the reason that the case names."""
    for sentence, tone in (one, other):
        assert scored(sentence)["tone"].tolist() == [tone], f"{sentence}: {reason}"


def test_a_cue_lies_where_its_offsets_say():
    """The word that gives a scope is in the text at its offsets; where no word gives it they are an empty span at the appraisal."""
    speech = parse_speech("同志们：我们克服了种种困难，取得了胜利。")
    table = find_appraisals(speech)
    assert [speech.text[start:end] for start, end in zip(table["cue_start"], table["cue_end"], strict=True)] == ["克服", "", ""]
    assert table["cue_start"].tolist()[1:] == table["start"].tolist()[1:]


def test_traditional_characters_are_appraised_as_simplified_ones():
    """A traditional text has the terms of the simplified lexicon and its own characters in `text`."""
    table = find_appraisals(parse_speech("我們克服了種種困難，這是偉大的勝利。"))
    assert ("困難", "困难") in zip(table["text"], table["term"], strict=True)
    assert ("偉大", "伟大") in zip(table["text"], table["term"], strict=True)


@pytest.mark.parametrize("nothing", ["，，，。", "12345", "3.14%", "Great success and no problem at all.", "😀😀👍", "——", "(.)"])
def test_a_sentence_without_chinese_says_nothing(nothing):
    """Marks, figures, English and emoji have tone 0, score 0 and no evidence, between praise too."""
    praise = "全县各项事业取得了辉煌成就。"
    table = scored(praise, nothing, praise)
    row = table[table["text"] == nothing]
    assert len(row) == 1
    assert row[["tone", "score", "positive", "negative", "evidence"]].to_numpy().tolist() == [[0, 0.0, 0.0, 0.0, ""]]


def test_no_text_has_no_rows():
    """An empty text has the columns and no sentences."""
    table = score_sentiment(parse_speech(""))
    assert len(table) == 0
    assert table["tone"].dtype == "int64"
    assert len(find_appraisals(parse_speech(""))) == 0


def test_one_endless_sentence_is_one_row():
    """A sentence of 100,000 characters, appraisals and negations all through, is scored like any other."""
    long = "没有困难，取得成效，" * 10_000 + "任务完成。"
    table = score_sentiment(parse_speech(long))
    assert len(table) == 1
    assert table["evidence"].iloc[0].count("困难") == 10_000
    assert np.isfinite(table["score"].iloc[0])


def test_page_furniture_has_no_tone():
    """Page furniture keeps its row, with tone 0 and no evidence."""
    speech = parse_speech("全县各项事业取得了辉煌成就。\n责任编辑：王胜利\n打印\n")
    table = score_sentiment(speech)
    furniture = (speech.sentences["zone"] == "furniture").to_numpy()
    assert furniture.any()
    assert table.loc[furniture, ["tone", "score", "evidence"]].to_numpy().tolist() == [[0, 0.0, ""]] * int(furniture.sum())


def test_evidence_and_dissent_are_said_in_words():
    """The row names each appraisal with its weight and scope, and each witness that alone would give another tone, in the language asked for."""
    speech = parse_speech("我们克服了重重困难。")
    chinese, english = score_sentiment(speech).iloc[0], score_sentiment(speech, lang="en").iloc[0]
    assert chinese["evidence"] == "重重困难 +1.0（克服：应对）"
    assert english["evidence"] == "重重困难 +1.0 (克服: handled)"
    for row, names in ((chinese, ("言语行为", "词典", "SnowNLP")), (english, ("act", "lexicon", "SnowNLP"))):
        alone = {names[0]: int(row["act"] == "achievement") - int(row["act"] == "problem"), names[1]: 1}
        alone[names[2]] = int(row["snownlp"] >= 0.6) - int(row["snownlp"] <= 0.4)
        for name, tone in alone.items():
            assert (f"{name} {tone:+d}" if tone else f"{name} 0") in row["dissent"] or tone == row["tone"]


def test_snownlp_is_on_record_and_not_believed():
    """Another classifier changes SnowNLP's columns and who disagrees, not the tone."""
    from analysis.snow import train_classifier

    speech = parse_speech("有的干部作风漂浮。全县取得了显著成绩。")
    taught = train_classifier(["作风漂浮"], ["显著成绩"])
    before, after = score_sentiment(speech), score_sentiment(speech, classifier=taught)
    assert before["snownlp"].tolist() != after["snownlp"].tolist()
    assert before[["tone", "score", "evidence"]].equals(after[["tone", "score", "evidence"]])


def test_your_own_lexicon_replaces_the_shipped_one():
    """Only your terms count; of two rows of one term the first does, and a plain one hides what it contains."""
    own = lexicon(("最吃劲", -1, 2, "hardship"), ("最吃劲", 1, 3, "praise"), ("不最吃劲节", 0, 0, "plain"))
    assert find_appraisals(parse_speech("正是最吃劲的时候，成绩显著。"), appraisals=own)[["term", "weight"]].to_numpy().tolist() == [["最吃劲", -2.0]]
    assert len(find_appraisals(parse_speech("不最吃劲节开幕。"), appraisals=own)) == 0


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"term": ["成绩"]}, "appraisals is dict; allowed: a table with ['term', 'polarity', 'strength', 'kind']. Start from read_appraisals()."),
        (pd.DataFrame({"term": ["成绩"], "kind": ["praise"]}), "the appraisals lack the columns ['polarity', 'strength']"),
        (lexicon(("成绩", 2, 1, "praise")), "the appraisal '成绩' has polarity=2; allowed: -1, 0, 1. Correct this row."),
        (lexicon(("成绩", True, 1, "praise")), "the appraisal '成绩' has polarity=True; allowed: -1, 0, 1."),
        (lexicon(("成绩", 1, 4, "praise")), "the appraisal '成绩' has strength=4; allowed: 0, 1, 2, 3."),
        (lexicon(("成绩", 1, 1, "好")), "the appraisal '成绩' has kind='好'; allowed: 'achievement', 'praise'"),
        (lexicon(("成绩", 1, 1, "plain")), "has polarity=1, strength=1, kind='plain'; allowed: both numbers 0 for 'plain', neither for other kinds."),
        (lexicon(("成绩", 1, 0, "praise")), "has polarity=1, strength=0, kind='praise'; allowed: both numbers 0 for 'plain', neither for other kinds."),
        (lexicon(("好", 1, 1, "praise")), "the appraisal '好' cannot be matched; allowed: 2 to 20 characters without blanks. Write another wording."),
        (lexicon(("成 绩", 1, 1, "praise")), "the appraisal '成 绩' cannot be matched"),
        (lexicon(("成绩" * 11, 1, 1, "praise")), "cannot be matched; allowed: 2 to 20 characters"),
        (lexicon((7, 1, 1, "praise")), "the appraisal 7 cannot be matched"),
        (pd.DataFrame([["成绩", 1, 1, "praise", 1]], columns=["term", "polarity", "strength", "kind", "kind"]), "two columns of one name"),
    ],
)
def test_a_lexicon_that_is_none_is_refused(table, said):
    """What is wrong with a lexicon of the user's own is named with the row, the value and what is allowed."""
    for function in (find_appraisals, score_sentiment):
        with pytest.raises(TableError) as error:
            function(parse_speech("成绩显著。"), appraisals=table)
        assert said in str(error.value)


def test_a_lexicon_is_read_from_a_file(tmp_path):
    """Numbers are numbers, comments and blank lines are left out, cells that an editor dropped are empty."""
    path = tmp_path / "我的.tsv"
    path.write_text("# 说明\nterm\tpolarity\tstrength\tkind\tsource\n\n零确诊\t+1\t3\tachievement\n", encoding="utf-8")
    assert read_appraisals(path).to_dict("records") == [{"term": "零确诊", "polarity": 1, "strength": 3, "kind": "achievement", "source": ""}]
    with pytest.raises(ReadError, match="cannot be read"):
        read_appraisals(tmp_path / "没有.tsv")


def test_reading_the_shipped_lexicon_gives_a_fresh_table():
    """Changing the table that was read does not change the next one."""
    table = read_appraisals()
    table["polarity"] = 0
    assert (read_appraisals()["polarity"] != 0).any()


@pytest.mark.parametrize("lang", ["de", "", None])
def test_an_unknown_language_is_refused(lang):
    """`lang` is zh or en, also where there is nothing to say."""
    with pytest.raises(OptionError, match="lang="):
        score_sentiment(parse_speech(""), lang=lang)
    with pytest.raises(OptionError, match="lang="):
        measure_sentiment(scores_table([0.1] * 9, [1] * 9), lang=lang)


def test_good_never_speaks_for_a_bad_tone():
    """No good evidence raises the odds of a negative tone in the shipped judge, no bad evidence those of a positive one."""
    weights, _ = load_weights()
    for name, (negative, neutral, positive) in zip(FEATURES, weights.tolist(), strict=True):
        assert neutral == 0
        assert name not in GOOD or negative <= 0 <= positive
        assert name not in BAD or positive <= 0 <= negative


def test_the_average_stands_beside_its_coverage():
    """Shares, mean and coverage are those of the rows; the interval contains the mean."""
    row = measure_sentiment(scores_table([0.8, -0.8, 0, 0, 0, 0, 0.2, 0.6], [1, -2, 0.5, 0, 0, 0, 0, 0])).iloc[0]
    assert (row["n"], row["positive"], row["negative"], row["coverage"], row["warning"]) == (8, 0.25, 0.125, 0.375, "")
    assert row["score"] == pytest.approx(0.1)
    assert row["low"] < row["score"] < row["high"]


def test_too_little_gets_a_warning_and_no_number():
    """Fewer than eight sentences, or than three with evidence, carry no average."""
    for scores, weights in (([0.5] * 7, [1] * 7), ([0.5] * 20, [1, 1] + [0] * 18)):
        row = measure_sentiment(scores_table(scores, weights)).iloc[0]
        assert row["warning"].startswith(f"只有 {len(scores)} 句，其中 {sum(weights)} 句有证据")
        assert row[["score", "low", "high"]].isna().all()


def test_averages_by_group_come_in_order_of_appearance():
    """Each group has its row with the span of its first sentence; page furniture counts in none."""
    speakers = ["乙"] * 8 + ["甲"] * 9
    zones = ["body"] * 16 + ["furniture"]
    table = measure_sentiment(scores_table([0.1] * 17, [1.0] * 17, speaker=speakers, zone=zones), by="speaker")
    assert table[["speaker", "n", "start"]].to_numpy().tolist() == [["乙", 8, 0], ["甲", 8, 8]]


def test_speakers_are_measured_apart():
    """With the speakers assigned the table answers who praises."""
    speech = parse_speech("县长李大山强调，全县取得了显著成绩。" * 8)
    table = measure_sentiment(assign_speakers(score_sentiment(speech), speech), by="speaker")
    assert len(table) == 1
    assert "李大山" in table["speaker"].iloc[0]


def test_wrong_measures_are_refused():
    """A confidence that is no share, a column that the result has itself, and a table of another kind are named."""
    table = scores_table([0.1] * 9, [1.0] * 9)
    for confidence in (0, 1, 2, True, "0.9", None):
        with pytest.raises(OptionError, match="allowed: a number above 0 and below 1"):
            measure_sentiment(table, confidence=confidence)
    with pytest.raises(OptionError, match="by='score' is a column of the result"):
        measure_sentiment(table, by="score")
    with pytest.raises(TableError):
        measure_sentiment(table.drop(columns="tone"))


def test_a_word_shift_adds_up_to_the_difference():
    """What the terms add is worked out by hand, largest first, and sums to the difference of the averages."""
    a = places_table(("成绩", 1.0), ("成绩", 1.0), ("困难", -2.0), ("困难", -2.0))
    b = places_table(("成绩", 1.0), ("成绩", 1.0), ("成绩", 1.0), ("困难", 0.0))
    shift = compare_sentiment(a, b)
    # a: mean -0.5; 成绩 .5 → .75 of all: .25 × (1 + .5); 困难 .5 → .25: -.25 × (-1 + .5), and its weight -2 → 0: .375 × 2.
    assert shift[["term", "n_a", "n_b", "weight_a", "weight_b", "shift"]].to_numpy().tolist() == [
        ["困难", 2, 1, -2.0, 0.0, 0.875],
        ["成绩", 2, 3, 1.0, 1.0, 0.375],
    ]
    assert shift["shift"].sum() == pytest.approx(0.75 - -0.5)


def test_nothing_to_compare_has_no_rows():
    """Without an appraisal on either side there is no shift; other tables are refused."""
    full, empty = places_table(("成绩", 1.0)), find_appraisals(parse_speech(""))
    for a, b in ((full, empty), (empty, full), (empty, empty)):
        assert len(compare_sentiment(a, b)) == 0
    with pytest.raises(TableError):
        compare_sentiment(full, full.drop(columns="weight"))


def test_every_entry_matches_its_own_example():
    """The example of each entry holds its term as a match of its own; that of a plain one hides what stands in it."""
    table = read_appraisals()
    assert not table["term"].duplicated().any()
    speech = parse_speech("\n\n".join(table["example"]))
    found = find_appraisals(speech)
    starts = speech.paragraphs["start"].to_numpy()
    pairs = set(zip(np.searchsorted(starts, found["start"].to_numpy(), side="right") - 1, found["term"], strict=True))
    for number, (term, kind) in enumerate(zip(table["term"], table["kind"], strict=True)):
        assert ((number, term) in pairs) == (kind != "plain"), term


def test_cues_are_words_of_known_groups():
    """Each group of cues has words, and none is empty or given twice."""
    groups = cue_words()
    assert all(word and not any(map(str.isspace, word)) for words in groups.values() for word in words)
    assert {"negates", "handles", "demands", "grows", "burdens"} <= set(groups)
