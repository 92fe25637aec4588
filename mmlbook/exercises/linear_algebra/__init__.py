"""Answers to the exercises of the part linear algebra."""
