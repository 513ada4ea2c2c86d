"""yanci 言辞: the rhetoric of Chinese official speeches as tables of evidence, charts and one offline page.

Four verbs, one direction: read a file into a `Speech`; find and score evidence in it; count, compare and measure that
evidence; plot the result. Every row of every table is a claim about a stretch of the text.
"""

from analysis.acts import find_speech_acts
from analysis.audit import audit_segmentation, compare_top_terms
from analysis.cards import describe_headline
from analysis.change_charts import plot_changes
from analysis.chart_links import link_chart
from analysis.charts import alt_text, chart_svg, draw_cloud, plot_comparison, plot_dispersion, plot_ranking
from analysis.comparison import align_reports, find_echoes, is_resolution, list_documents, measure_echo, measure_lifelines, sort_by_date, trace_formulas
from analysis.comparison_charts import plot_echoes
from analysis.corpus import CorpusRun, analyse_corpus, measure_density, read_corpus
from analysis.corpus_charts import plot_density
from analysis.device_charts import plot_cadence, plot_devices
from analysis.devices import find_four_character_phrases, find_metaphors, find_modals, find_repetitions, measure_cadence
from analysis.echo_panels import describe_echoes, list_echoes, outline_echoes
from analysis.errors import FontError, OptionError, ReadError, RenderError, TableError, YanciError
from analysis.explorer import explore
from analysis.files import read_speeches
from analysis.folding import fold
from analysis.formulas import find_formulas
from analysis.frequency import (
    count_collocates,
    count_ngrams,
    count_terms,
    find_contexts,
    load_stop_words,
    measure_dispersion,
    select_words,
)
from analysis.headline import compare_reference, describe_reference, measure_headline, read_references
from analysis.highlight import highlight
from analysis.index_page import render_index
from analysis.keyness import compare_speeches, compare_terms, shift_terms
from analysis.lessons import Verdict, check_answer, compare_prediction
from analysis.lifeline_charts import plot_lifelines
from analysis.numerals import numeral_expansion
from analysis.panels import list_passages, list_rows
from analysis.parallelism import find_parallels
from analysis.provenance import describe_speech, measure_size
from analysis.reading import read_speech
from analysis.report import render_corpus_report, render_report
from analysis.rhetoric_charts import plot_slogans
from analysis.segmentation import Segmenter
from analysis.sentiment import compare_sentiment, find_appraisals, measure_sentiment, read_appraisals, score_sentiment
from analysis.sentiment_charts import plot_arc, plot_witnesses
from analysis.shift_charts import plot_word_shift
from analysis.slogans import find_slogans, measure_slogan_density
from analysis.speech import Origin, Speech, parse_speech
from analysis.tables import build_table, check_table, contained_in, label_within
from analysis.voice_charts import plot_voices
from analysis.voices import assign_speakers, find_reported_speech
from analysis.words import suggest_words

__all__ = [
    "CorpusRun",
    "FontError",
    "OptionError",
    "Origin",
    "ReadError",
    "RenderError",
    "Segmenter",
    "Speech",
    "TableError",
    "Verdict",
    "YanciError",
    "align_reports",
    "alt_text",
    "analyse_corpus",
    "assign_speakers",
    "audit_segmentation",
    "build_table",
    "chart_svg",
    "check_answer",
    "check_table",
    "compare_prediction",
    "compare_reference",
    "compare_sentiment",
    "compare_speeches",
    "compare_terms",
    "compare_top_terms",
    "contained_in",
    "count_collocates",
    "count_ngrams",
    "count_terms",
    "describe_echoes",
    "describe_headline",
    "describe_reference",
    "describe_speech",
    "draw_cloud",
    "explore",
    "find_appraisals",
    "find_contexts",
    "find_echoes",
    "find_formulas",
    "find_four_character_phrases",
    "find_metaphors",
    "find_modals",
    "find_parallels",
    "find_repetitions",
    "find_reported_speech",
    "find_slogans",
    "find_speech_acts",
    "fold",
    "highlight",
    "is_resolution",
    "label_within",
    "link_chart",
    "list_documents",
    "list_echoes",
    "list_passages",
    "list_rows",
    "load_stop_words",
    "measure_cadence",
    "measure_density",
    "measure_dispersion",
    "measure_echo",
    "measure_headline",
    "measure_lifelines",
    "measure_sentiment",
    "measure_size",
    "measure_slogan_density",
    "numeral_expansion",
    "outline_echoes",
    "parse_speech",
    "plot_arc",
    "plot_cadence",
    "plot_changes",
    "plot_comparison",
    "plot_density",
    "plot_devices",
    "plot_dispersion",
    "plot_echoes",
    "plot_lifelines",
    "plot_ranking",
    "plot_slogans",
    "plot_voices",
    "plot_witnesses",
    "plot_word_shift",
    "read_appraisals",
    "read_corpus",
    "read_references",
    "read_speech",
    "read_speeches",
    "render_corpus_report",
    "render_index",
    "render_report",
    "score_sentiment",
    "select_words",
    "shift_terms",
    "sort_by_date",
    "suggest_words",
    "trace_formulas",
]
