"""Derivations of the part on linear algebra."""
