"""How good it is: gold sets, measures, baselines, benchmarks, committed results."""
