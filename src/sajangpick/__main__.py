"""The command line: `sajangpick make PHOTO --menu NAME --price WON -o short.mp4`."""

import click

from sajangpick.commands import COMMANDS
from sajangpick.memory import share_one_heap


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sajangpick")
def main() -> None:
    """One food photo, a menu name and a price become a finished 9:16 short."""
    share_one_heap()


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
