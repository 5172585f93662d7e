"""Telling people that something happened: by e-mail, web push and signed webhooks, once for each event."""
