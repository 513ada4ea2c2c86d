"""The widgets of the explorer: they show a `View` and hand each click to the function that makes the next one."""

from collections.abc import Callable
from functools import partial
from html import escape
from time import monotonic
from typing import TYPE_CHECKING
from uuid import uuid4

import ipywidgets as w

from analysis.errors import YanciError
from analysis.explorer import pages
from analysis.explorer import view as views
from analysis.explorer.evidence import LAYERS, LISTS
from analysis.explorer.intake import bound_speech, take_path, take_text, take_upload
from analysis.explorer.view import View, list_items
from analysis.explorer.wording import WORDING
from analysis.reading import FORMATS
from analysis.templates import read_template
from analysis.wording import say

if TYPE_CHECKING:
    from analysis.speech import Speech

# Seconds after a click in which a text still belongs to it.
_LATE = 2.0


class Explorer:
    """The widgets and the one value that they show, `view` (None before there is a speech). `box` holds them all."""

    def __init__(self, speech: "Speech | None", lang: str) -> None:
        self.lang, self.view = lang, None
        self._say = partial(say, lang=lang, table=WORDING)
        # While widgets are being set to what the view says, their changes are no clicks.
        self._showing, self._times, self._opened = False, 0, ""
        self._asked = -_LATE
        self._name = f"y-{uuid4().hex[:8]}"
        self._make_intake()
        self._make_controls()
        self._make_panes()
        self.box = self._lay_out()
        self._watch()
        self._tell(self._say("welcome"))
        if speech is not None:
            self._take(lambda: bound_speech(speech, lang))
        self._show()

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """The controls, and for pages where they cannot live a sentence."""
        sentence = self._say("no_widgets")
        return self.box._repr_mimebundle_() | {"text/html": f"<p>{escape(sentence)}</p>", "text/plain": sentence}

    # The parts, each made once.

    def _make_intake(self) -> None:
        tell = self._say
        wide = w.Layout(width="auto")
        self.upload = w.FileUpload(accept=",".join(FORMATS), multiple=False, description=tell("choose"), layout=wide)
        self.path = w.Text(placeholder=tell("path"), continuous_update=False, layout=w.Layout(flex="1 1 16em", width="auto"), tooltip=tell("path_name"))
        self.pasting = w.ToggleButton(description=tell("paste"), layout=wide)
        self.paste = w.Textarea(placeholder=tell("paste_here"), continuous_update=False, rows=5, layout=w.Layout(width="100%"), tooltip=tell("paste_name"))
        self.analyse = w.Button(description=tell("analyse"), button_style="primary", layout=w.Layout(width="auto", align_self="flex-start"))
        self.paste_box = w.VBox([self.paste, self.analyse])
        self.intake = w.VBox([_row(self.upload, self.pasting, self.path), self.paste_box])
        self.notice = w.HTML()

    def _make_controls(self) -> None:
        tell = self._say
        self.layers = {name: w.Checkbox(value=False, indent=False, layout=w.Layout(width="auto")) for name in LAYERS}
        for number, box in enumerate(self.layers.values()):
            box.add_class(f"y-layer{number}")
        wide = w.Layout(flex="1 1 20em", max_width="30em")
        self.threshold = w.FloatSlider(min=0, max=1, step=0.005, readout_format=".3f", description=tell("threshold"), layout=wide)
        narrow = w.Layout(width="11em")
        self.word = w.Text(placeholder=tell("words_hint"), continuous_update=False, layout=narrow, tooltip=tell("words_hint"))
        self.words = w.HBox(layout=w.Layout(flex_flow="row wrap"))
        self.listed = w.Dropdown(options=[(tell(name), name) for name in LISTS], layout=w.Layout(flex="1 1 8em", width="auto"), tooltip=tell("list"))
        self.query = w.Text(placeholder=tell("filter"), layout=w.Layout(flex="1 1 6em", width="auto"), tooltip=tell("filter_hint"))
        self.items = w.Select(options=[], rows=12, layout=w.Layout(width="auto"), tooltip=tell("items"))
        self.items.add_class("y-items")
        step = {"layout": w.Layout(width="auto", min_width="2.6em")}
        self.previous = w.Button(description="‹", tooltip=tell("previous"), **step)
        self.next = w.Button(description="›", tooltip=tell("next"), **step)
        self.clear = w.Button(description=tell("clear"), **step)

    def _make_panes(self) -> None:
        self.text, self.reasons, self.download = w.HTML(), w.HTML(), w.HTML()
        # An output runs the line of script that brings the passage into sight; what cannot run it shows all else.
        self.scroller = w.Output()

    def _lay_out(self) -> w.VBox:
        style = w.HTML(pages.draw_style())
        title = w.Label(self._say("layers"))
        rows = [
            _row(title, *self.layers.values()),
            _row(self.threshold, w.HBox([w.Label(self._say("words")), self.word]), self.words),
        ]
        steps = _row(self.previous, self.next, self.clear, self.download)
        side = w.VBox([_row(self.listed, self.query), self.items, steps, self.reasons])
        text = w.Box([self.text])
        for part, name in ((side, "y-side"), (text, "y-text"), (self.scroller, "y-scroller")):
            part.add_class(name)
        self.body = w.VBox([*rows, w.HBox([text, side]).add_class("y-both")])
        box = w.VBox([style, self.intake, self.notice, self.body, self.scroller])
        return box.add_class("y-explorer").add_class(self._name)

    def _watch(self) -> None:
        self.upload.observe(self._on_upload, "value")
        self.path.observe(self._on_path, "value")
        self.pasting.observe(self._on_pasting, "value")
        self._on_pasting({"new": self.pasting.value})
        self.analyse.on_click(self._on_analyse)
        self.paste.observe(self._on_paste, "value")
        for name, box in self.layers.items():
            box.observe(partial(self._on, lambda view, on, name=name: views.switch_layer(view, name, on)), "value")
        changes = {
            self.threshold: views.set_threshold,
            self.listed: views.show_list,
            self.query: views.filter_list,
            self.items: views.choose,
        }
        for widget, change in changes.items():
            widget.observe(partial(self._on, change), "value")
        self.word.observe(self._on_word, "value")
        self.previous.on_click(lambda _: self._go(partial(views.step, by=-1)))
        self.next.on_click(lambda _: self._go(partial(views.step, by=1)))
        self.clear.on_click(lambda _: self._go(partial(views.choose, term=None)))

    # What happens at a click.

    def _on_pasting(self, change: dict) -> None:
        self.paste_box.layout.display = None if change["new"] else "none"

    def _on_upload(self, change: dict) -> None:
        if change["new"]:
            file = change["new"][0]
            self._take(lambda: take_upload(file["name"], bytes(file["content"]), self.lang))
            # Emptied, so that the same file can be chosen again once it was corrected.
            self.upload.value = ()

    def _on_path(self, change: dict) -> None:
        if change["new"].strip():
            self._take(lambda: take_path(change["new"], self.lang))

    def _on(self, make: Callable[[View, object], View], change: dict) -> None:
        if not self._showing:
            self._go(lambda view: make(view, change["new"]))

    def _on_word(self, change: dict) -> None:
        word = change["new"].strip()
        if word and self.view is not None:
            if self._go(lambda view: views.add_word(view, word)):
                self._tell(views.describe_word(self.view, word))
            self.word.value = ""

    def _on_analyse(self, _: object) -> None:
        self._take(lambda: take_text(self.paste.value, self.lang))
        self._asked = monotonic()

    def _on_paste(self, change: dict) -> None:
        # A browser sends a click at once, and a text only when this process is idle: the text may come after the click that means it.
        if change["new"] and monotonic() - self._asked < _LATE:
            self._on_analyse(None)

    def _take(self, read: Callable[[], tuple["Speech", str]]) -> None:
        """Read and analyse; what cannot be read leaves the screen as it is and says why."""
        self._tell(self._say("working"))
        try:
            speech, said = read()
            self.view = views.open_view(speech, self.lang)
        except YanciError as error:
            self._tell(str(error), wrong=True)
        except Exception as error:
            # A fault of ours on a text of theirs: the widgets live on, and the sentence can be reported.
            self._tell(self._say("failed").format(f"{type(error).__name__}: {error}"), wrong=True)
        else:
            self._opened = said
            self._tell(said)
            # Put away and emptied: a browser is slow with a field of two million characters.
            self.pasting.value, self.paste.value = False, ""
        self._show()

    def _go(self, make: Callable[[View], View]) -> bool:
        """Take the next view and show it; what is not allowed leaves the screen as it is, says why, and gives False."""
        if self.view is None:
            return False
        try:
            self.view = make(self.view)
        except YanciError as error:
            self._tell(str(error), wrong=True)
            return False
        finally:
            self._show()
        # No complaint stays longer than its cause.
        self._tell(self._opened)
        return True

    def _tell(self, message: str, *, wrong: bool = False) -> None:
        self.notice.value = pages.draw_notice(message, wrong=wrong)

    # The widgets as the view says.

    def _show(self) -> None:
        self.body.layout.display = None if self.view else "none"
        if not self.view:
            return
        self._showing = True
        try:
            self._show_controls(self.view)
        finally:
            self._showing = False
        self.text.value, self.reasons.value = pages.draw_speech(self.view), pages.draw_reasons(self.view)
        self.download.value = pages.draw_download(self.view)
        if len(self.view.passages):
            self._scroll()

    def _show_controls(self, view: View) -> None:
        for name, box in self.layers.items():
            count = len(views.list_shown(view.evidence, name, view.threshold))
            box.value, box.description = name in view.layers, f"{self._say(name)} {count}"
            box.disabled = not count
        self.threshold.value = view.threshold
        self._show_words(view)
        self.listed.value, self.query.value = view.listed, view.query
        items = [(pages.to_wire(label), term) for label, term in list_items(view)]
        if self.items.options != tuple(items):
            # A list that has a line chosen would choose its first one for itself.
            self.items.index = None
            self.items.options = items
        terms = [term for _, term in items]
        self.items.index = terms.index(view.chosen) if view.chosen in terms else None
        for button in (self.previous, self.next):
            button.disabled = len(view.passages) < 2
        self.clear.disabled = view.chosen is None

    def _show_words(self, view: View) -> None:
        """A button for each word that somebody has added, which takes it away again."""
        if tuple(button.description for button in self.words.children) == view.words:
            return
        layout = w.Layout(width="auto")
        buttons = [w.Button(description=word, icon="times", tooltip=self._say("remove").format(word), layout=layout) for word in view.words]
        for word, button in zip(view.words, buttons, strict=True):
            button.on_click(lambda _, word=word: self._go(lambda view: views.remove_word(view, word)))
        self.words.children = buttons

    def _scroll(self) -> None:
        self._times += 1
        script = f"// {self._times}\n(name => {{ {read_template('explorer.js')} }})('{self._name}')"
        self.scroller.outputs = ({"output_type": "display_data", "data": {"application/javascript": script}, "metadata": {}},)


def _row(*parts: w.Widget) -> w.HBox:
    return w.HBox(parts, layout=w.Layout(flex_flow="row wrap", align_items="center")).add_class("y-row")
