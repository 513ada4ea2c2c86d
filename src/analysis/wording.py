"""The words of charts, tables and pages in Chinese and English."""

from analysis.errors import check_choice

LANGS = ("zh", "en")

# Column name → (Chinese, English) heading.
COLUMN_NAMES = {
    "text": ("原文", "passage"),
    "term": ("词", "term"),
    "tag": ("词性", "tag"),
    "n": ("次数", "n"),
    "rate": ("频率", "rate"),
    "kind": ("类", "kind"),
    "score": ("分值", "score"),
    "reasons": ("依据", "reasons"),
    "left": ("上文", "left"),
    "right": ("下文", "right"),
    "sentence": ("句", "sentence"),
    "position": ("位置", "position"),
    "n_window": ("共现", "n in window"),
    "expected": ("期望", "expected"),
    "t": ("t", "t"),
    "mi": ("MI", "MI"),
    "log_dice": ("logDice", "logDice"),
    "g2": ("G²", "G²"),
    "parts": ("分段", "parts"),
    "range": ("出现段数", "range"),
    "dp": ("DP", "DP"),
    "dp_norm": ("DP 标准化", "DP norm"),
    "juilland_d": ("Juilland D", "Juilland's D"),
    "n_a": ("甲", "n (A)"),
    "n_b": ("乙", "n (B)"),
    "rate_a": ("甲 每千词", "A per 1,000"),
    "rate_b": ("乙 每千词", "B per 1,000"),
    "log_ratio": ("对数比", "log ratio"),
    "low": ("下限", "low"),
    "high": ("上限", "high"),
    "p": ("p", "p"),
    "p_adjusted": ("p 校正", "p adjusted"),
    "setting": ("设置", "setting"),
    "cut": ("切分", "cut"),
    "group": ("组", "group"),
    "formula": ("提法", "formula"),
    "documents": ("篇数", "documents"),
    "parent": ("上级提法", "parent"),
    "expansion": ("展开", "expansion"),
    "expansion_start": ("展开起", "expansion start"),
    "expansion_end": ("展开止", "expansion end"),
    "members": ("项数", "members"),
    "source": ("来源", "source"),
    "zone": ("区域", "zone"),
    "agreed": ("一致", "agreed"),
    "speaker": ("讲话人", "speaker"),
    "characters": ("字数", "characters"),
    "density": ("每千字", "per 1,000 characters"),
}

# Value of a categorical column → (Chinese, English).
VALUES = {
    "name": ("人名", "name"),
    "coinage": ("新造", "coinage"),
    "form": ("四字格", "four-character form"),
    "repeated": ("重复串", "repeated string"),
    "numeral": ("数字缩略", "numeral"),
    "parallel": ("并列", "parallel"),
    "fixed": ("提法", "fixed formula"),
    "banner": ("口号", "banner"),
    "lexicon": ("提法库", "lexicon"),
    "text": ("本文", "this text"),
    "headline": ("标题", "headline"),
    "byline": ("署名日期", "byline"),
    "body": ("正文", "body"),
    "furniture": ("页面附件", "page furniture"),
}

# The columns whose values come from a fixed list; what stands in any other is the speech's own and never translated.
CATEGORIES = frozenset({"kind", "zone", "source"})

PHRASES = {
    "slogan_density": (
        "共 {} 处，平均每千字 {:.1f} 处（95 % 区间 {:.1f}–{:.1f}：换一批类似的句子，大致仍在这个范围）。",
        "Found: {}, or {:.1f} per 1,000 characters (95 % interval {:.1f} to {:.1f}: the range to expect from other sentences of this kind).",
    ),
    "no_slogans": ("这篇文章里没有找到口号。", "No slogans were found in this text."),
    "search": ("筛选", "Filter"),
    "search_hint": ("输入字词，筛选表中各行", "type to filter the rows"),
    "rows": ("行", "rows"),
    "empty": ("没有可列的内容。", "Nothing to list."),
    "show_first": ("在讲话中标出前 {} 处", "mark the first {} in the speech"),
    "show": ("在讲话中标出", "mark in the speech"),
    "layers": ("标记层", "Layers"),
    "speech": ("讲话原文", "The speech"),
    "previous": ("上一处", "previous"),
    "next": ("下一处", "next"),
    "clear": ("取消标记", "clear"),
    "code": ("计算过程", "How this was computed"),
    "contents": ("目录", "Contents"),
    "back": ("回到刚才的表格", "back to the table"),
    "error": ("这一步出错，下面的结果可能不全。", "This step failed; what follows may be incomplete."),
    "skip": ("跳到分析", "Skip to the analysis"),
}


def say(key: str, lang: str, table: dict[str, tuple[str, str]] = PHRASES) -> str:
    """The wording of `key` in `lang` ("zh" or "en"); a key that the table lacks stands for itself. OptionError for another language."""
    check_choice("lang", lang, LANGS)
    return table.get(key, (key, key))[LANGS.index(lang)]
