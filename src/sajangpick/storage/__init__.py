"""The only door to SQL and to object storage: a file for each noun."""
