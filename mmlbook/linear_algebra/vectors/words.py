"""Chapter vectors: texts as vectors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mmlbook import _check

__all__ = ["bag_of_words"]


def bag_of_words(
    texts: Sequence[str], vocabulary: Sequence[str] | None = None
) -> tuple[NDArray[np.int64], list[str]]:
    r"""Turn each text into the vector of its word counts.

    Parameters
    ----------
    texts : sequence of str
        The texts.
    vocabulary : sequence of str, optional
        The words to count, one for each column.  By default every word of the texts, sorted.

    Returns
    -------
    counts : ndarray of int, shape (n, d)
        How often word `j` occurs in text `i`.
    vocabulary : list of str
        The word of each column.

    Raises
    ------
    TypeError
        If `texts` or `vocabulary` is not a sequence of strings.
    ValueError
        If there is no word to count or a word of `vocabulary` is repeated.

    Notes
    -----
    Book: ``alg-bag-of-words``.  A word is a run of two or more letters, digits or underscores,
    in lower case.  Words outside the vocabulary are passed over.
    Cost: linear in the texts, memory :math:`nd`.  Not handled here: stems, weights, sparsity.

    Source: Manning, Raghavan and Schütze (2008), section 6.2.

    Examples
    --------
    >>> counts, vocabulary = bag_of_words(["A cat, a hat.", "The cat: THE cat!"])
    >>> vocabulary
    ['cat', 'hat', 'the']
    >>> counts
    array([[1, 1, 0],
           [2, 0, 2]])
    """
    words = [Counter(re.findall(r"\w\w+", text.lower())) for text in _check.strings(texts, "texts")]
    if vocabulary is None:
        vocabulary = sorted(set().union(*words))
    vocabulary = _check.strings(vocabulary, "vocabulary")
    if not vocabulary or len(set(vocabulary)) < len(vocabulary):
        raise ValueError("vocabulary must have at least one word, and each word once")

    column = {word: j for j, word in enumerate(vocabulary)}
    counts = np.zeros((len(words), len(vocabulary)), dtype=np.int64)
    for i, text in enumerate(words):
        for word in text.keys() & column.keys():
            counts[i, column[word]] = text[word]
    return counts, vocabulary
