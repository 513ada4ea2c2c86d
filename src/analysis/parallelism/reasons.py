"""Why stretches were taken for a parallel run: what all its members share."""

from itertools import compress

from analysis.parallelism.units import Units
from analysis.wording import LANGS

# Reason → (Chinese, English); the blank takes what was found.
REASONS = {
    "members": ("{}项", "{} members"),
    "opening": ("同以“{}”开头", "all open with {}"),
    "ending": ("同以“{}”结尾", "all end in {}"),
    "length": ("各{}字", "{} characters each"),
    "near_length": ("字数相近", "of nearly one length"),
    "sorts": ("词性格式相同", "one pattern of parts of speech"),
    "frame": ("同有“{}”", "all with {}"),
}
# Codes of the tags' first letters.
_IS_FRAME = bytes(letter in b"pcudr" for letter in range(256))


def explain(units: Units, members: list[tuple[int, int]], texts: list[str], lang: str) -> str:
    """The reasons for one run, from its members as word indices and as folded texts without marks."""
    words = [units.terms[first:stop] for first, stop in members]
    letters = [units.letters[first:stop] for first, stop in members]
    opening = _shared_head(texts)
    ending = _shared_head([text[::-1] for text in texts])[::-1]
    sizes = {len(text) for text in texts}
    grammar = [set(compress(each, own.translate(_IS_FRAME))) for each, own in zip(words, letters, strict=True)]
    framed = sorted(set.intersection(*grammar), key=words[0].index)
    holds = [
        ("members", len(members)),
        ("opening", opening),
        ("ending", ending),
        ("length", len(sizes) == 1 and sizes.copy().pop()),
        ("near_length", len(sizes) > 1 and max(sizes) - min(sizes) <= 2 and max(sizes) > 4),
        ("sorts", len({*letters}) == 1),
        ("frame", "…".join(term for term in framed if term not in opening and term not in ending)),
    ]
    return {"zh": "；", "en": "; "}[lang].join(REASONS[key][LANGS.index(lang)].format(found) for key, found in holds if found)


def _shared_head(texts: list[str]) -> str:
    """The longest beginning that all texts share: that of the first and the last of them in sorted order."""
    low, high = min(texts), max(texts)
    size = 0
    # `high` is never the shorter one of two that agree so far: it would come first.
    while size < len(low) and low[size] == high[size]:
        size += 1
    return low[:size]
