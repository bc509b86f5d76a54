"""What `bin/bench` runs: the figures of docs/benchmarks.md. Nothing here is a test, and no test is timed."""
