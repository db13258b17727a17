"""`make bench`: every figure of the README as a ratio against a bare baseline in the same run."""
