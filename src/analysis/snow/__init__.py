"""SnowNLP's sentiment score, the same float many times faster, and what it is made of.

SnowNLP's own model is read once and turned into arrays (`model.py`); all Chinese runs of all texts are cut together (`cutting.py`); its naive
Bayes then adds up the words as SnowNLP does (`bayes.py`). Nothing is loaded before the first score. docs/sentiment.md says why the score misleads.
"""

from analysis.snow.bayes import Classifier, SnowScore, score_snownlp, train_classifier, weigh_words

__all__ = ["Classifier", "SnowScore", "score_snownlp", "train_classifier", "weigh_words"]
