"""Believable editions for the demo, the tests and the benchmarks. All texts and scores in them are samples."""
