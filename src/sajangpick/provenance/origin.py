"""Where the pixels of a file come from, as IPTC's Digital Source Types say it."""

from enum import StrEnum

_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype"


class Origin(StrEnum):
    """An origin.

    `PHOTO`: composite including elements made by a trained algorithm; the dish is a real photo, what moves on it is
    made. `TRAINED`: made wholly by a trained algorithm. `DRAWN`: made wholly by an algorithm that learned from nothing.
    """

    PHOTO = f"{_TYPES}/compositeWithTrainedAlgorithmicMedia"
    TRAINED = f"{_TYPES}/trainedAlgorithmicMedia"
    DRAWN = f"{_TYPES}/algorithmicMedia"
