"""Answers to the exercises of the part orientation."""
