"""Telling people that something happened: by e-mail, web push and signed webhooks, once for each event.

`announce` keeps the messages in the transaction of what they tell of; `deliver_forever` sends them. Letters that are no
news of an event (a new password) go through `mail.send_mail` directly.
"""

from sajangpick.telling.announce import announce

__all__ = ["announce"]
