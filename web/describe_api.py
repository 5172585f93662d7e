"""Write the API's description to where the page's typed client is made from: `make schema`."""

import json
from pathlib import Path

from sajangpick.app import create_app
from sajangpick.settings import Settings

TARGET = Path(__file__).parent / "openapi.json"


def main() -> None:
    """Equal APIs make equal files."""
    document = create_app(Settings(_env_file=None)).openapi()
    TARGET.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
