"""What the explorer says, in Chinese and English."""

# Key → (Chinese, English).
WORDING = {
    # Lists and layers
    "slogans": ("口号提法", "slogans"),
    "parallels": ("排比对偶", "parallel runs"),
    "modals": ("情态词", "modals"),
    "metaphors": ("隐喻", "metaphors"),
    "appraisals": ("褒贬", "appraisals"),
    "phrases": ("四字格", "four-character phrases"),
    "terms": ("词", "words"),
    "speakers": ("说话人", "speakers"),
    "own_words": ("本文新词", "words of its own"),
    # Controls
    "paste": ("粘贴文字", "Paste a text"),
    "choose": ("选择文件", "Choose a file"),
    "path": ("或输入文件路径，按回车", "or type a path and press Enter"),
    "path_name": ("文件路径", "path of a file"),
    "paste_here": ("把讲话全文粘贴在这里，再按“分析”", "Paste the whole text here, then press Analyse"),
    "paste_name": ("讲话全文", "text of the speech"),
    "analyse": ("分析", "Analyse"),
    "layers": ("标记层", "Layers"),
    "list": ("列出", "List"),
    "filter": ("筛选", "Filter"),
    "filter_hint": ("输入字词，筛选下面各行", "type to filter the lines below"),
    "items": ("点一行，原文中逐处标出", "Click a line to see its passages"),
    "threshold": ("口号的最低分", "Least score of slogans"),
    "words": ("词典（只在这里有效）", "Dictionary (here only)"),
    "words_hint": ("加一个词，按回车", "add a word, Enter"),
    "remove": ("去掉“{}”", "remove “{}”"),
    "previous": ("上一处", "previous"),
    "next": ("下一处", "next"),
    "clear": ("取消", "clear"),
    "download": ("下载 CSV（{} 行）", "Download CSV ({} rows)"),
    "download_note": ("屏幕上的标记：打开的各层和所选的一项", "what is marked on the screen: the layers that are on and the line chosen"),
    # What is shown
    "welcome": ("打开一个文件，或者粘贴一段文字。", "Open a file or paste a text."),
    "place": ("第 {} 处，共 {} 处", "{} of {}"),
    "more": ("……另有 {} 处", "… and {} more"),
    "narration": ("（叙述）", "(narration)"),
    "no_items": ("没有可列的内容。", "Nothing to list."),
    "pick": ("点上面的一行：这里说明依据，原文中标出每一处。", "Click a line above: here are its reasons, and its passages are marked in the text."),
    "demands": ("要求", "demands"),
    "chosen": ("所选", "chosen"),
    "layer": ("层", "layer"),
    # Messages
    "opened": ("已分析《{}》，{:,} 字。", "{}: {:,} characters analysed."),
    "cut": (
        "全文 {:,} 字，这里只分析开头的 {:,} 字。更长的文本请用命令 yanci find 或 yanci corpus。",
        "The text has {:,} characters; only the first {:,} are analysed here. For longer texts use the commands yanci find or yanci corpus.",
    ),
    "empty": ("没有文字可分析。请粘贴讲话的全文。", "There is no text to analyse. Paste the whole text of the speech."),
    "link": (
        "{!r} 是一个链接，这里不会下载任何网页。请把网页里的正文复制下来，粘贴到这里。",
        "{!r} is a link, and nothing is fetched here. Copy the text of the page and paste the text itself.",
    ),
    "no_chinese": ("这段文字里没有汉字，下面大多会是空的。", "There are no Chinese characters in this text: most of what follows will be empty."),
    "unreadable": ("这个文件读不了：{}", "This file cannot be read: {}"),
    "too_large": (
        "文件 {!r} 有 {:,} 字节，太大了；这里最多 {:,} 字节。更大的文件请用命令 yanci find 或 yanci corpus。",
        "File {!r} has {:,} bytes, which is too large; allowed here: {:,}. For larger files use the commands yanci find or yanci corpus.",
    ),
    "word_refused": (
        "{!r} 不能作词：只能是 1 到 {} 个字，中间没有空格。请缩短或拆开。",
        "{!r} cannot be a word here; allowed: 1 to {} characters without white space. Shorten or split it.",
    ),
    "word_absent": ("文中没有“{}”，词典加上了，结果不变。", "“{}” is not in the text: it is in the dictionary now, and nothing changes."),
    "word_added": ("“{}”现在是一个词，文中 {} 处。", "“{}” is one word now; occurrences: {}."),
    "word_inside": (
        "文中有“{}”，但它的两端都会切断别的词，或者它在更长的词里，所以没有单独成词。",
        "“{}” is in the text, but both its edges would cut other words, or it lies in a longer word: it is not cut out.",
    ),
    "working": ("正在分析……", "Analysing …"),
    "failed": ("分析没有完成（{}）。换一段文字再试。", "The analysis did not finish ({}). Try another text."),
    "no_widgets": (
        "这里原是一个可以操作的探索器，只在 JupyterLab 里能用：运行 make lab 或 yanci lab，打开 explorer.ipynb，运行全部单元格。导出的网页里只有这句话。",
        "Here stood a live explorer, which works in JupyterLab only: run make lab or yanci lab, open explorer.ipynb and run all cells. "
        "An exported page has this sentence in its place.",
    ),
}
