"""Orientation: what learning is, and the two languages of the book."""
