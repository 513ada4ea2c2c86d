"""Devices (辞格、句式): what a teacher points at in a speech, one file each; each has its page in docs/."""

from analysis.devices.cadence import measure_cadence
from analysis.devices.metaphors import METAPHOR_FAMILIES, find_metaphors, read_metaphors
from analysis.devices.modality import MODALITIES, find_modals
from analysis.devices.phrases import PATTERNS, PHRASE_KINDS, find_four_character_phrases
from analysis.devices.repetition import REPETITION_KINDS, find_repetitions

__all__ = [
    "METAPHOR_FAMILIES",
    "MODALITIES",
    "PATTERNS",
    "PHRASE_KINDS",
    "REPETITION_KINDS",
    "find_four_character_phrases",
    "find_metaphors",
    "find_modals",
    "find_repetitions",
    "measure_cadence",
    "read_metaphors",
]
