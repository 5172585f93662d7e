"""The commands: one file each, named here."""

from sajangpick.commands.backup import backup
from sajangpick.commands.doctor import doctor
from sajangpick.commands.inspect import inspect
from sajangpick.commands.lint import lint
from sajangpick.commands.make import make
from sajangpick.commands.migrate import migrate
from sajangpick.commands.render import render
from sajangpick.commands.restore import restore
from sajangpick.commands.serve import serve
from sajangpick.commands.templates import templates
from sajangpick.commands.worker import worker

COMMANDS = (make, render, lint, inspect, templates, doctor, serve, worker, backup, restore, migrate)

__all__ = ["COMMANDS"]
