"""Accounts: passwords, sessions, tokens, sign-in at others, and how often one may try."""
