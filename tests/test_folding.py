"""Folding: the same length, simplified, half-width, lower case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import fold
from analysis.folding import is_simplified_charset, is_traditional

FOLDED = [
    ("２０２０年ＧＤＰ增长５％", "2020年gdp增长5%"),
    ("，。；：！？“”", ",。;:!?“”"),
    ("要\u3000抓\u00a0好", "要 抓 好"),
    ("App", "app"),
    ("國務院總理", "国务院总理"),
    ("豈", "岂"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_folding_gives_the_plain_character(text, expected):
    """Width, case, odd spaces, compatibility ideographs and traditional characters fold to the plain one."""
    assert fold(text) == expected


def test_characters_of_both_scripts_fold_only_in_traditional_text():
    """乾 and 後 stay in a simplified text and fold in a traditional one; an explicit choice overrides."""
    assert fold("乾隆皇后坐了很久") == "乾隆皇后坐了很久"
    assert fold("國家發展以後") == "国家发展以后"
    assert fold("以後", traditional=True) == "以后"
    assert fold("乾隆", traditional=False) == "乾隆"


def test_letters_whose_lower_case_is_longer_are_left():
    """İ would become two characters, so it stays as it is, and everything around it is still folded."""
    assert fold("Aİ國B") == "aİ国b"


def test_traditional_text_is_known_by_characters_that_only_it_has():
    """A traditional text is known, a simplified one is not, and text without Han characters is neither."""
    assert is_traditional("為人民服務，國家興旺")
    assert not is_traditional("为人民服务，国家兴旺")
    assert not is_traditional("GDP 5%")
    assert not is_traditional("")
    assert is_traditional("國" + "人" * 99)
    assert not is_traditional("國" + "人" * 100)


def test_the_simplified_character_set_is_gb2312():
    """国 is in GB 2312, 國 and an emoji are not."""
    assert is_simplified_charset("国")
    assert not is_simplified_charset("國")
    assert not is_simplified_charset("😀")


@given(st.text(max_size=80), st.sampled_from([None, True, False]))
def test_folding_keeps_the_length_of_any_text(text, traditional):
    """Offsets into the folded text are offsets into the text, whatever it holds, and folding again changes nothing."""
    folded = fold(text, traditional=traditional)
    assert len(folded) == len(text)
    assert fold(folded, traditional=traditional) == folded
