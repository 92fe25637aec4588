"""Linear algebra: from a vector as a list of features to low-rank approximation."""
