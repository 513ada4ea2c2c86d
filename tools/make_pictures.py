"""Draw the pictures of the documentation into docs/images: python tools/make_pictures.py [--charts]

Charts of the founding speech and of the texts in docs/examples, and screenshots of the report in Chromium; where there is none, or with
`--charts`, the screenshots stay as they are. Each picture is reduced to few colours, so that all together stay small.
"""

import argparse
import io
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from PIL import Image

import analysis as yc

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "2020-02-24-nanchuan.txt"
EXAMPLES = ROOT / "docs" / "examples"
IMAGES = ROOT / "docs" / "images"
DOTS, COLORS = 100, 128
CHROMIUMS = (os.environ.get("YANCI_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
# Name → (language, width, height, the section whose first row is clicked, by its heading; "" shows the top of the page).
SHOTS = {"report-top": ("en", 1280, 900, ""), "report": ("zh", 1400, 860, "谁要求什么")}


def draw_voices(speech: yc.Speech) -> Axes:
    """Who speaks where, and what each demands."""
    voices = yc.find_reported_speech(speech)
    return yc.plot_voices(voices, marks=yc.assign_speakers(yc.find_modals(speech), speech, voices=voices), length=len(speech.text), lang="en")


def draw_devices(speech: yc.Speech) -> Axes:
    """Where devices crowd."""
    tables = {
        "slogans": yc.find_slogans(speech),
        "parallel runs": yc.find_parallels(speech),
        "four-character phrases": yc.find_four_character_phrases(speech),
        "metaphors": yc.find_metaphors(speech),
    }
    return yc.plot_devices(tables, length=len(speech.text), lang="en")


def draw_arc(speech: yc.Speech) -> Axes:
    """The tone along the speech."""
    scores = yc.assign_speakers(yc.score_sentiment(speech), speech)
    return yc.plot_arc(scores[speech.sentences["zone"] != "furniture"], paragraphs=speech.paragraphs, length=len(speech.text), lang="en")


def draw_witnesses(speech: yc.Speech) -> Axes:
    """What each witness alone would say."""
    return yc.plot_witnesses(yc.score_sentiment(speech)[speech.sentences["zone"] != "furniture"], lang="en")


def draw_changes(_: yc.Speech) -> Axes:
    """Two small reports side by side."""
    return yc.plot_changes(yc.align_reports(yc.read_speech(EXAMPLES / "2019.txt"), yc.read_speech(EXAMPLES / "2020.txt")), lang="en")


def draw_lifelines(_: yc.Speech) -> Axes:
    """The formulas of ten small reports."""
    reports = [yc.read_speech(path) for path in sorted((EXAMPLES / "reports").glob("2*.txt"))]
    return yc.plot_lifelines(yc.trace_formulas(reports, ["增产节约", "高质量发展", "自力更生"]), lang="en")


CHARTS: dict[str, Callable[[yc.Speech], Axes]] = {
    "ranking": lambda speech: yc.plot_ranking(yc.count_terms(speech.tokens, stop_words=yc.load_stop_words()), top=12, lang="en"),
    "slogans": lambda speech: yc.plot_slogans(yc.find_slogans(speech), length=len(speech.text), lang="en"),
    "voices": draw_voices,
    "devices": draw_devices,
    "arc": draw_arc,
    "witnesses": draw_witnesses,
    "changes": draw_changes,
    "lifelines": draw_lifelines,
}


def save(picture: Image.Image, name: str) -> None:
    """Write a picture, opaque and in few colours, and say where."""
    opaque = Image.new("RGB", picture.size, "white")
    opaque.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    path = IMAGES / f"{name}.png"
    opaque.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def draw_charts() -> None:
    """All charts."""
    speech = yc.read_speech(SEED)
    for name, draw in CHARTS.items():
        buffer, ax = io.BytesIO(), draw(speech)
        ax.figure.savefig(buffer, format="png", dpi=DOTS, bbox_inches="tight", pad_inches=0.1)
        plt.close(ax.figure)
        save(Image.open(buffer), name)


def shoot_reports(chromium: str) -> None:
    """The report of the founding speech as a reader sees it."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        # All before the browser starts: while playwright runs, a notebook cannot be executed in this thread.
        reports = {lang: yc.render_report(SEED, Path(folder) / f"{lang}.html", parameters={"LANG": lang}) for lang, *_ in SHOTS.values()}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu"], chromium_sandbox=False)
            for name, (lang, width, height, heading) in SHOTS.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(reports[lang].path.resolve().as_uri())
                if heading:
                    section = page.locator("section", has=page.get_by_role("heading", name=heading))
                    section.locator("table a").first.click()
                    section.evaluate("section => section.scrollIntoView({behavior: 'instant'})")
                page.wait_for_timeout(1000)
                save(Image.open(io.BytesIO(page.screenshot())), name)
                page.close()
            browser.close()


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--charts", action="store_true", help="charts only, no screenshots")
    args = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    draw_charts()
    chromium = next((path for name in CHROMIUMS if name and (path := shutil.which(name))), None)
    if chromium and not args.charts:
        shoot_reports(chromium)
    elif not args.charts:
        print("no Chromium found: the screenshots of the report stay as they are.")


if __name__ == "__main__":
    main()
