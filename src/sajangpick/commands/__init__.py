"""The commands: one file each, named here."""

from sajangpick.commands.backup import backup
from sajangpick.commands.doctor import doctor
from sajangpick.commands.engines import engines
from sajangpick.commands.inspect import inspect
from sajangpick.commands.lint import lint
from sajangpick.commands.make import make
from sajangpick.commands.migrate import migrate
from sajangpick.commands.render import render
from sajangpick.commands.restore import restore
from sajangpick.commands.sandbox import sandbox
from sajangpick.commands.serve import serve
from sajangpick.commands.templates import templates
from sajangpick.commands.worker import worker

COMMANDS = (make, render, lint, inspect, templates, engines, doctor, serve, worker, sandbox, backup, restore, migrate)

__all__ = ["COMMANDS"]
