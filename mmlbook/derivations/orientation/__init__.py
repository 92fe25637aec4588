"""Derivations of the part on orientation."""
