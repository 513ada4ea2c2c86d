import pytest

from analysis.metadata import Metadata, find_metadata
from analysis.webpages import Page

BODY = "\n各位代表：\n现在，我报告工作。去年，副县长 王小明 于2019年1月1日到任。\n"


def found(head: str, stem: str = "", **page) -> Metadata:
    """The metadata of a text that opens with `head`."""
    return find_metadata(Page(head + BODY, **page), stem=stem)


def test_head_of_a_report_gives_all_three():
    """Headline, occasion and byline give title, speaker and day of delivery, without the day of publication."""
    head = "2026年青山县政府工作报告\n——2026年2月3日在青山县第一届人民代表大会第四次会议上\n来源：青山日报\n时间：2026-02-09\n青山县县长 李 明"
    assert found(head) == Metadata("2026年青山县政府工作报告", "李明", "2026-02-03")


def test_headlines_are_joined():
    """Up to three headline lines make one title, and what follows the byline makes none."""
    assert found("抓春耕促生产\n全县大会召开\n来源：青山日报\n又一个标题").title == "抓春耕促生产 全县大会召开"


def test_occasion_over_two_lines_is_no_title():
    """An occasion that a line break cuts is left out of the title and still gives the date."""
    assert found("政府工作报告\n——2026年1月26日在青山县第十四届\n人民代表大会第五次会议上\n青山县县长 李明") == Metadata("政府工作报告", "李明", "2026-01-26")


def test_occasion_that_names_a_speech_is_the_title():
    """A headline such as 在…上的讲话 is the title, dated or not."""
    assert found("在全县春耕工作会议上的讲话\n（2026年2月3日）\n李明") == Metadata("在全县春耕工作会议上的讲话", "李明", "2026-02-03")


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("青山县县长 龚 正", "龚正"),
        ("自治区主席　嘎玛泽登", "嘎玛泽登"),
        ("自治区主席 艾尔肯·吐尼亚孜", "艾尔肯·吐尼亚孜"),
        ("县委副书记、县长 李明明", "李明明"),
        ("县长李明", "李明"),
        ("（县长 李明）", "李明"),
        ("縣長 龔明", "龔明"),
        ("报告人：李明", "李明"),
        ("李明明", "李明明"),
        ("县长李明作政府工作报告", None),
        ("本报记者 李明", None),
        ("方案", None),
        ("安徽", None),
        ("办公室主任 高度重视", None),
    ],
)
def test_speaker_stands_after_a_post_or_alone(line, speaker):
    """A name after a post or alone under the title is the speaker; captions, reporters and words are not."""
    assert found(f"政府工作报告\n{line}").speaker == speaker


@pytest.mark.parametrize(("title", "speaker"), [("李明在全县大会上的讲话", "李明"), ("李明：在全县大会上的讲话", "李明"), ("安徽在全国大会上的报告", None)])
def test_speaker_in_the_title(title, speaker):
    """A title that says who spoke gives the speaker."""
    assert found(title).speaker == speaker


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("（2026年2月3日）", "2026-02-03"),
        ("——二〇二六年一月二十七日在青山县代表大会上", "2026-01-27"),
        ("——二○二六年十月十日在青山县代表大会上", "2026-10-10"),
        ("２０２６年２月３日", "2026-02-03"),
        ("1 9 9 3 年3月15日", "1993-03-15"),
        ("（2026年2月）", "2026-02"),
        ("2026-02-09 10:30:00", "2026-02-09"),
        ("2026年2月30日", None),
    ],
)
def test_dates_are_read_as_written(line, date):
    """Dates in Arabic, full-width, spaced and Chinese digits become ISO 8601; a day that does not exist is none."""
    assert found(f"在县里的讲话\n{line}").date == date


def test_order_of_dates():
    """Delivery comes before publication, then the date in the file's name, then the only year in the title."""
    title, delivered, published = "2024年工作报告", "\n——2026年2月3日在青山县大会上", "\n时间：2026-02-09"
    assert found(title + published + delivered, stem="2025-01-01-x").date == "2026-02-03"
    assert found(title + published, stem="2025-01-01-x").date == "2026-02-09"
    assert found(title, stem="2025-01-01-x").date == "2025-01-01"
    assert found(title, stem="20250102_x").date == "2025-01-02"
    assert found(title, stem="x20259999").date == "2024"
    assert found("2024年和2025年工作报告").date is None


@pytest.mark.parametrize(
    ("stem", "date"),
    [
        ("2019", "2019"),
        ("2019-政府工作报告", "2019"),
        ("青山县2019年政府工作报告", "2019"),
        ("二〇一九年政府工作报告", "2019"),
        ("２０１９", "2019"),
        ("2019-2020合集", None),
        ("20191", None),
        ("讲话2000字", None),
        ("1819", None),
    ],
)
def test_the_year_in_a_file_name(stem, date):
    """Where a text shows no date, the only year in its file's name is one; a number of another kind, or one of two years, is not."""
    assert found("政府工作报告", stem=stem).date == date
    assert found("2024年政府工作报告", stem=stem).date == "2024"


def test_nothing_is_guessed_from_the_body():
    """Names, dates and headings inside the text give no metadata."""
    assert found("") == Metadata()


def test_window_title_must_be_shown():
    """A title of a window or of a document's properties counts where the text shows it, or has no headline."""
    assert found("春耕工作报告", title="青山县人民政府").title == "春耕工作报告"
    assert found("导航\n春耕工作报告", title="春耕工作报告").title == "春耕工作报告"
    assert found("", title="春耕工作报告").title == "春耕工作报告"
    assert found("", title="Microsoft Word - x.doc").title is None
