"""Files to frames and samples, and back: the only door to FFmpeg (through PyAV)."""
