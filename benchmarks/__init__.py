"""Measurements: timings live here, never in tests."""
