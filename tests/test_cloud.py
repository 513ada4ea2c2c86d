"""Word clouds: sizes are counts, words keep apart, and what does not fit is said."""

import matplotlib
import pytest
from matplotlib.figure import Figure

from analysis.charts import alt_text, draw_cloud
from analysis.errors import OptionError

matplotlib.use("Agg")

from test_charts import counts, draw


def cloud_words(ax):
    """The words of a cloud with size and place, without its caption."""
    return [(text.get_text(), text.get_fontsize(), text.get_position()) for text in ax.texts[:-1]]


def test_draw_cloud_sizes_words_by_their_counts_alone():
    """More frequent words are larger, equally frequent ones equally large, and none is turned."""
    ax = draw_cloud(counts({"防控": 30, "疫情": 30, "落实": 9, "部署": 9, "区委": 2}))
    sizes = {word: size for word, size, _ in cloud_words(ax)}
    assert sizes["防控"] == sizes["疫情"] > sizes["落实"] == sizes["部署"] > sizes["区委"] >= 8
    assert {text.get_rotation() for text in ax.texts} == {0.0}
    assert "5 个词" in ax.texts[-1].get_text()


def test_draw_cloud_shrinks_all_words_and_not_those_that_come_late():
    """Where the words fill the Axes, equal counts still have equal sizes."""
    ax = draw_cloud(counts({f"第{i}项任务": 5 for i in range(20)}), ax=Figure(figsize=(5, 2.5)).add_axes((0, 0, 1, 1)))
    words = cloud_words(ax)
    assert len(words) == 20
    assert len({size for _, size, _ in words}) == 1


def test_draw_cloud_keeps_words_apart_and_inside_the_axes():
    """The boxes of the words, as drawn, neither cross nor leave the Axes."""
    ax = draw_cloud(counts({f"{first}{second}": 30 - i for i, (first, second) in enumerate(zip("统推坚全扎有精科联群", "筹进决面实序准学防控", strict=True))}))
    draw(ax)
    # A text's box spans the whole line height; the ink of a Chinese word is its middle part.
    boxes = [text.get_window_extent().padded(0, -0.1 * text.get_window_extent().height) for text in ax.texts[:-1]]
    outer = ax.get_window_extent()
    assert len(boxes) == 10
    assert all(outer.x0 <= box.x0 and box.x1 <= outer.x1 and outer.y0 <= box.y0 and box.y1 <= outer.y1 for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_draw_cloud_is_the_same_for_the_same_seed():
    """Equal counts and seed give equal words, sizes and places; another seed gives other places."""
    table = counts({f"第{i}次": 20 - i for i in range(15)})
    first = cloud_words(draw_cloud(table))
    assert cloud_words(draw_cloud(table)) == first
    assert cloud_words(draw_cloud(table, seed=1)) != first


def test_draw_cloud_says_how_many_words_did_not_fit():
    """In Axes that are too small the caption and the description count what is missing."""
    figure = Figure(figsize=(1.2, 1.0))
    ax = draw_cloud(counts({f"长词语{i}号": 60 - i for i in range(50)}), ax=figure.add_axes((0, 0, 1, 1)))
    drawn = len(ax.texts) - 1
    assert 0 < drawn < 50
    assert ax.texts[-1].get_text().endswith(f"；放不下 {50 - drawn} 个")
    assert f"放不下 {50 - drawn} 个" in alt_text(ax)


def test_draw_cloud_leaves_out_what_never_occurs():
    """Terms with a count of 0 are no words of the cloud."""
    ax = draw_cloud(counts({"防控": 3, "脱贫": 0}))
    assert [word for word, _, _ in cloud_words(ax)] == ["防控"]


@pytest.mark.parametrize("seed", [None, 1.5, True, "0"])
def test_draw_cloud_refuses_a_seed_that_is_no_integer(seed):
    """Without an integer the cloud would differ from call to call."""
    with pytest.raises(OptionError, match="is not an integer"):
        draw_cloud(counts({"防控": 3}), seed=seed)
