"""A live explorer in JupyterLab: a speech with its layers, its slogans, words and speakers, and the reasons of each.

`view` is what is on the screen, as a value, and what a click makes of it; `pages` is its HTML; `widgets` only hands clicks on.
"""

from typing import TYPE_CHECKING

from analysis.errors import check_choice
from analysis.wording import LANGS

if TYPE_CHECKING:
    from analysis.explorer.widgets import Explorer
    from analysis.speech import Speech

__all__ = ["explore"]


def explore(speech: "Speech | None" = None, *, lang: str = "zh") -> "Explorer":
    """Controls that show `speech` and answer clicks, for the last line of a cell in JupyterLab; without a speech, to open or paste one.

    Layers are switched on and off; a click on a line of the list (slogans, words, speakers …) marks its passages and says why
    they count; the least score of slogans and the words of the dictionary can be changed; what is marked is downloaded as CSV.
    A word that is added holds for this explorer alone. Of a text of more than 50,000 characters the beginning is analysed.
    Where widgets cannot live, as in an exported page, a sentence stands in their place.

    Raises OptionError for what is no Speech and for an unknown `lang`.
    """
    # ipywidgets takes half a second to import, and most who import analysis never explore.
    from analysis.explorer.widgets import Explorer
    from analysis.speech import check_speech

    check_choice("lang", lang, LANGS)
    if speech is not None:
        check_speech("speech", speech)
    return Explorer(speech, lang)
