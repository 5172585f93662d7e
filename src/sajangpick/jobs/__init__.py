"""The durable machinery: the only door to the workflow engine."""
